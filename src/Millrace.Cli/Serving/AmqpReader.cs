using Millrace.Amqp.Host;
using Millrace.Amqp.Host.Faults;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Serving;

/// <summary>Puts the options of `millrace serve amqp` over the broker's own defaults.</summary>
internal static class AmqpReader
{
    private const int Million = 1_000_000;
    private const int LongestPassword = 1024;

    public static BrokerOptions Read(ValueReader values, AmqpKnobs knobs)
    {
        var defaults = new BrokerOptions();
        IReadOnlyList<string> hosts = values.Texts(knobs.VirtualHost);
        return defaults with
        {
            Address = ServeReader.Address(values, knobs.Shared.Host) ?? defaults.Address,
            Port = ServeReader.Port(values, knobs.Shared) ?? defaults.Port,
            ShardKind = ServeReader.Loop(values, knobs.Shared),
            CertificateFile = values.Text(knobs.Certificate),
            KeyFile = values.Text(knobs.Key),
            Users = Users(values, knobs.User),
            IsAnonymous = values.Flag(knobs.Anonymous),
            VirtualHosts = hosts.Count > 0 ? hosts : defaults.VirtualHosts,
            MaxConnections = (int)(values.Whole(knobs.MaxConnections, 1, Million) ?? defaults.MaxConnections),
            HandshakeTimeout = values.Time(knobs.HandshakeTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)) ?? defaults.HandshakeTimeout,
            Heartbeat = values.Time(knobs.Heartbeat, TimeSpan.Zero, TimeSpan.FromSeconds(ushort.MaxValue)) ?? defaults.Heartbeat,
            ChannelMax = (int)(values.Whole(knobs.ChannelMax, 1, ushort.MaxValue) ?? defaults.ChannelMax),
            FrameMax = values.Bytes(knobs.FrameMax, 4096, 16 << 20) ?? defaults.FrameMax,
            MaxMessageBytes = values.Bytes(knobs.MaxMessage, 1, 512 << 20) ?? defaults.MaxMessageBytes,
            MemoryLimit = values.Bytes(knobs.MemoryLimit, 1L << 20, 1L << 40) ?? defaults.MemoryLimit,
            MaxQueues = (int)(values.Whole(knobs.MaxQueues, 1, 10 * Million) ?? defaults.MaxQueues),
        };
    }

    /// <summary>The faults that the broker has from its start.</summary>
    public static ConfirmFaults Faults(ValueReader values, AmqpKnobs knobs) => new()
    {
        Delay = values.Time(knobs.ConfirmDelay, TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.Zero,
        NackEvery = (int)(values.Whole(knobs.NackEvery, 0, int.MaxValue) ?? 0),
        DropEvery = (int)(values.Whole(knobs.DropConfirmsEvery, 0, int.MaxValue) ?? 0),
    };

    // The password itself is never on the command line, which every user of the machine can read.
    private static List<BrokerUser> Users(ValueReader values, Knob<string[]> knob)
    {
        List<BrokerUser> users = [];
        foreach (string text in values.Texts(knob))
        {
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || colon == text.Length - 1)
            {
                values.Refuse(knob, $"\"{text}\" is no user with a file of the password", "write NAME:FILE");
            }
            else if (Password(text[(colon + 1)..]) is var (password, problem) && problem is not null)
            {
                values.Refuse(knob, problem);
            }
            else
            {
                users.Add(new BrokerUser(text[..colon], password));
            }
        }

        return users;
    }

    private static (string Password, string? Problem) Password(string path)
    {
        try
        {
            // No further than a password may be long: a device that never ends is not read to its end.
            using StreamReader reader = new(path);
            char[] first = new char[LongestPassword + 3];
            string text = new string(first, 0, reader.ReadBlock(first)).TrimEnd('\r', '\n');
            return text.Length is 0 or > LongestPassword || text.Any(char.IsControl)
                ? ("", $"\"{path}\" holds no password: one line of 1 to {LongestPassword} characters")
                : (text, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ("", $"the password's file cannot be read: {e.Message.TrimEnd('.')}");
        }
    }
}
