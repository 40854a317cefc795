using System.Net;
using System.Text;
using Millrace.Amqp.Wire;
using static Millrace.Hosting.Options.OptionRanges;

namespace Millrace.Amqp.Host;

/// <summary>What values options may take.</summary>
internal static class BrokerOptionRules
{
    private const int Million = 1_000_000;

    public static List<string> Check(BrokerOptions options)
    {
        List<string> errors = [];
        Range(errors, "The port", options.Port, 0, 65535);
        Range(errors, "The limit of connections", options.MaxConnections, 1, Million);
        Range(errors, "The handshake timeout", options.HandshakeTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Range(errors, "The close timeout", options.CloseTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Range(errors, "The heartbeat", options.Heartbeat, TimeSpan.Zero, TimeSpan.FromSeconds(ushort.MaxValue));
        if (options.Heartbeat.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            errors.Add(Text($"The heartbeat is {options.Heartbeat.TotalSeconds} s; it must be whole seconds."));
        }

        Range(errors, "The limit of channels", options.ChannelMax, 1, ushort.MaxValue);
        Range(errors, "The largest frame", options.FrameMax, Frame.LeastMax, 16 * 1024 * 1024, " bytes");
        Range(errors, "The largest message", options.MaxMessageBytes, 1, 512 * 1024 * 1024, " bytes");
        Range(errors, "The memory limit", options.MemoryLimit, 1024 * 1024, 1L << 40, " bytes");
        Range(errors, "The limit of queues", options.MaxQueues, 1, 10 * Million);
        Range(errors, "The limit of exchanges", options.MaxExchanges, 10, 10 * Million);
        Range(errors, "The limit of bindings", options.MaxBindings, 1, 100 * Million);
        Range(errors, "The limit of consumers of a channel", options.MaxConsumersPerChannel, 1, Million);
        CheckUsers(options, errors);
        if (options.VirtualHosts.Count == 0)
        {
            errors.Add("There is no virtual host, so no client could open a connection: name one, such as /.");
        }

        foreach (string host in options.VirtualHosts.Where(host => Encoding.UTF8.GetByteCount(host) is 0 or > 255))
        {
            errors.Add($"The virtual host '{host}' has no name of 1 to 255 bytes.");
        }

        if (options.KeyFile is not null && options.CertificateFile is null)
        {
            errors.Add("A TLS key is given without a certificate; give both, or neither for plain amqp.");
        }

        return errors;
    }

    private static void CheckUsers(BrokerOptions options, List<string> errors)
    {
        if (options.IsAnonymous && !IPAddress.IsLoopback(options.Address))
        {
            errors.Add($"Anybody could log in at {options.Address} from the network: name users, or listen on a loopback address.");
        }

        if (options.IsAnonymous && options.Users.Count > 0)
        {
            errors.Add("Users are named and anybody may log in: choose one of them.");
        }

        if (!options.IsAnonymous && options.Users.Count == 0)
        {
            errors.Add("There is no user, so nobody could log in: name one with a password, or let anybody log in on a loopback address.");
        }

        foreach (BrokerUser user in options.Users.Where(user => user.Name.Length == 0 || user.Password.Length == 0))
        {
            errors.Add($"The user '{user.Name}' has no name or no password.");
        }
    }
}
