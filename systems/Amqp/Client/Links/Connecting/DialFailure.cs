using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Millrace.Amqp.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>Why an attempt failed: refused, where somebody must change something, or unavailable, where trying again may help.</summary>
internal static class DialFailure
{
    public static AmqpException Explain(Exception failure, DialTrial trial)
    {
        BrokerAddress broker = trial.Broker;
        Exception[] all = [.. Flatten(failure)];
        if (all.OfType<AuthenticationException>().FirstOrDefault() is { } tls)
        {
            return new AmqpRefusedException(ExplainTls(tls, trial), failure);
        }

        if (!broker.Tls && Stranger(trial.FirstBytes) is { } stranger)
        {
            return new AmqpRefusedException($"{broker.Where} {stranger}", failure);
        }

        if (all.OfType<AuthenticationFailureException>().FirstOrDefault() is { } login)
        {
            return new AmqpRefusedException(
                $"{broker.Where} refused the user '{broker.User}' ({login.Message}); check user and password in the broker's address (RabbitMQ lets guest in from its own machine only)", failure);
        }

        if (all.OfType<OperationInterruptedException>().Select(closed => closed.ShutdownReason).FirstOrDefault(reason => reason is { Initiator: ShutdownInitiator.Peer, ReplyCode: > 0 }) is { } said)
        {
            return ExplainWord(said, broker, failure);
        }

        if (all.OfType<ProtocolVersionMismatchException>().FirstOrDefault() is { } version)
        {
            return new AmqpRefusedException($"{broker.Where} does not speak AMQP 0-9-1 ({version.Message}); this client speaks nothing else", failure);
        }

        if (all.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return new AmqpUnavailableException(ExplainSocket(socket, broker), failure);
        }

        string words = trial.Socket?.Stream?.Lost is EndOfStreamException
            ? "closed the connection before it was open; if it does so every time, check user, password and limits in its log"
            : $"could not be talked to ({all[^1].Message})";
        return new AmqpUnavailableException($"{broker.Where} {words}", failure);
    }

    private static AmqpException ExplainWord(ShutdownEventArgs said, BrokerAddress broker, Exception failure)
    {
        string words = string.Create(CultureInfo.InvariantCulture, $"{said.ReplyCode} {said.ReplyText}");
        // Limits and virtual hosts that are just starting pass by themselves.
        bool passing = said.ReplyText.Contains("limit", StringComparison.OrdinalIgnoreCase) || said.ReplyText.Contains("is down", StringComparison.OrdinalIgnoreCase);
        if (!passing && said.ReplyCode is Constants.AccessRefused or Constants.NotAllowed or Constants.InvalidPath or Constants.NotFound)
        {
            return new AmqpRefusedException(
                $"{broker.Where} refused the virtual host '{broker.VirtualHost}' to the user '{broker.User}' ({words}); check the path of the broker's address and the user's permissions", failure);
        }

        return new AmqpUnavailableException($"{broker.Where} closed the connection with {words}", failure);
    }

    private static string ExplainTls(AuthenticationException failure, DialTrial trial)
    {
        BrokerAddress broker = trial.Broker;
        if (trial.TlsErrors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"{broker.Where} shows a certificate for another name; connect by a name that it carries, or set Tls.ServerName";
        }

        if (trial.TlsErrors != SslPolicyErrors.None)
        {
            return $"{broker.Where} shows a certificate that is not trusted ({failure.Message}); add its authority to Tls.TrustedAuthorities or to the machine's own";
        }

        // Not a TLS record (content types 20 to 24, version 3): a plain port.
        return trial.FirstBytes is [not (>= 20 and <= 24), ..]
            ? $"{broker.Where} does not speak TLS{(Plain(trial.FirstBytes) is { } what ? $" but {what}" : "")}; write amqp:// in its address, or use its TLS port, usually 5671"
            : $"TLS with {broker.Where} failed: {failure.Message}";
    }

    private static string ExplainSocket(SocketException socket, BrokerAddress broker) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"nothing listens on {broker.Where}; is the broker running, and is that its port?",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"the name '{broker.Host}' of {broker.Where} has no address ({socket.Message}); check the spelling and the name server",
        SocketError.ConnectionReset => $"{broker.Where} reset the connection before it was open",
        _ => $"{broker.Where} cannot be reached: {socket.Message}",
    };

    // Who else answers on a port that was taken for a broker's.
    private static string? Stranger(byte[] first) => first switch
    {
        [] or [1, ..] => null,
        [0x15, 3, ..] or [0x16, 3, ..] => "speaks TLS; write amqps:// in its address, or use its plain port, usually 5672",
        _ => Plain(first) is { } what ? $"{what}; use its port for AMQP 0-9-1, usually 5672" : "does not speak AMQP; check host and port",
    };

    private static string? Plain(byte[] first) => first switch
    {
        [(byte)'A', (byte)'M', (byte)'Q', (byte)'P', ..] => "speaks AMQP in another version or without encryption",
        [(byte)'H', (byte)'T', (byte)'T', (byte)'P', ..] => "speaks HTTP",
        [1, ..] => "speaks AMQP without encryption",
        _ => null,
    };

    private static IEnumerable<Exception> Flatten(Exception exception)
    {
        yield return exception;
        IEnumerable<Exception> inner = exception is AggregateException several ? several.InnerExceptions : exception.InnerException is { } one ? [one] : [];
        foreach (Exception deeper in inner.SelectMany(Flatten))
        {
            yield return deeper;
        }
    }
}
