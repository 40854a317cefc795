using Millrace.Engine;
using Millrace.Engine.Subjects;

namespace Millrace.Amqp.Load.Subject;

/// <summary>Connects the client library as a run wants it, and says in one sentence why it cannot.</summary>
internal static class BrokerDoor
{
    public static async Task<AmqpClient> ConnectAsync(SubjectSeat seat, AmqpSettings settings, string? via, CancellationToken cancellationToken)
    {
        Uri target = PasswordFiles.Apply(new Uri(seat.Target), settings.PasswordFile);
        var options = new AmqpOptions
        {
            Brokers = [via is null ? target : Through(target, via)],
            Name = "millrace",
            Links = new LinkOptions
            {
                ConnectTimeout = TimeSpan.FromSeconds(Math.Clamp(seat.ConnectSeconds, 0.05, 600)),
                ProbeAfter = settings.ProbeAfter,
                ProbeTimeout = settings.ProbeTimeout,
            },
            // What stands in the certificate is the target's own name, whatever leads to it.
            Tls = via is null ? new AmqpTlsOptions() : new AmqpTlsOptions { ServerName = target.DnsSafeHost },
            Channels = new ChannelPoolOptions { Limit = settings.Channels },
            Publishing = new PublisherOptions { Channels = settings.PublishChannels, MaxOutstanding = settings.Outstanding },
        };
        try
        {
            return await AmqpClient.ConnectAsync(options, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (AmqpException e)
        {
            throw new ClientException(AmqpErrors.KindOf(e), e.Message, e);
        }
        catch (ArgumentException e)
        {
            throw new ClientException("options", e.Message, e);
        }
    }

    private static Uri Through(Uri target, string via)
    {
        int colon = via.LastIndexOf(':');
        return new UriBuilder(target) { Host = via[..colon], Port = int.Parse(via.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture) }.Uri;
    }
}
