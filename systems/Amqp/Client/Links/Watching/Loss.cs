using System.Globalization;
using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Amqp.Links.Watching;

/// <summary>Puts the end of a connection into words, whoever noticed it.</summary>
internal static class Loss
{
    /// <summary>The socket said it.</summary>
    public static AmqpConnectionLostException BySocket(string broker, Exception exception)
    {
        if (exception is EndOfStreamException)
        {
            return new AmqpConnectionLostException($"{broker} closed the connection without a word", exception) { Reason = AmqpLossCause.EndOfStream };
        }

        SocketException? socket = exception as SocketException ?? exception.InnerException as SocketException;
        string words = socket?.SocketErrorCode is SocketError.ConnectionReset ? "was reset by the other side" : $"broke: {socket?.Message ?? exception.Message}";
        return new AmqpConnectionLostException($"the connection to {broker} {words}", exception) { Reason = AmqpLossCause.Network };
    }

    /// <summary>The library said it.</summary>
    public static AmqpConnectionLostException ByLibrary(string broker, ShutdownEventArgs said)
    {
        if (said.Initiator == ShutdownInitiator.Peer)
        {
            return new AmqpConnectionLostException(
                string.Create(CultureInfo.InvariantCulture, $"{broker} closed the connection with {said.ReplyCode} {said.ReplyText}"), said.Exception)
            { Reason = AmqpLossCause.Broker };
        }

        return said.Exception switch
        {
            EndOfStreamException heartbeat when heartbeat.Message.StartsWith("Heartbeat", StringComparison.Ordinal) =>
                new AmqpConnectionLostException($"nothing was heard of {broker} for longer than the heartbeat allows", heartbeat) { Reason = AmqpLossCause.Heartbeat },
            IOException or SocketException => BySocket(broker, said.Exception),
            _ => new AmqpConnectionLostException($"the connection to {broker} ended: {said.ReplyText}", said.Exception) { Reason = AmqpLossCause.Operation },
        };
    }

    /// <summary>A probe said it.</summary>
    public static AmqpConnectionLostException ByProbe(string broker, TimeSpan silence) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{broker} was silent for {silence.TotalMilliseconds:0} ms and did not answer a question")) { Reason = AmqpLossCause.Probe };

    /// <summary>An operation said it.</summary>
    public static AmqpConnectionLostException ByOperation(string broker, Exception cause) =>
        cause as AmqpConnectionLostException ?? new AmqpConnectionLostException($"an operation found the connection to {broker} broken: {cause.Message}", cause);
}
