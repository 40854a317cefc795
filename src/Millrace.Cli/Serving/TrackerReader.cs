using System.Net;
using System.Net.Sockets;
using System.Text;
using Millrace.Cli.CommandLine;
using Millrace.Tracker.Host;

namespace Millrace.Cli.Serving;

/// <summary>Puts the options of `millrace serve tracker` over the server's own defaults.</summary>
internal static class TrackerReader
{
    private const string SecretVariable = "MILLRACE_TRACKER_SECRET";
    private const int Million = 1_000_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static TrackerOptions Read(ValueReader values, TrackerKnobs knobs, Func<string, string?> environment)
    {
        var defaults = new TrackerOptions();
        string? secretFile = values.Text(knobs.SecretFile);
        int maxPeers = Count(values, knobs.MaxPeers, 1, 230) ?? defaults.MaxPeers;
        return defaults with
        {
            Address = Address(values, knobs.Shared.Host, AddressFamily.InterNetwork, defaults.Address),
            AddressIPv6 = Address(values, knobs.Host6, AddressFamily.InterNetworkV6, defaults.AddressIPv6),
            Port = ServeReader.Port(values, knobs.Shared) ?? defaults.Port,
            Shards = ServeReader.Shards(values, knobs.Shared) ?? defaults.Shards,
            ShardKind = ServeReader.Loop(values, knobs.Shared),
            SecretFile = secretFile,

            // Never on the command line itself, which every user of the machine can read.
            Secret = secretFile is null && environment(SecretVariable)?.Trim() is { Length: > 0 } secret ? Encoding.UTF8.GetBytes(secret) : null,
            Interval = values.Time(knobs.Interval, TimeSpan.FromSeconds(10), Day) ?? defaults.Interval,
            IntervalJitter = values.NumberFrom(knobs.Jitter, 0, 0.5) ?? defaults.IntervalJitter,
            PeerAge = values.Time(knobs.PeerAge, TimeSpan.FromSeconds(10), TimeSpan.FromDays(7)),
            ExpiryPeriod = values.Time(knobs.ExpiryPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? defaults.ExpiryPeriod,
            DefaultPeers = Count(values, knobs.DefaultPeers, 1, 230) ?? Math.Min(defaults.DefaultPeers, maxPeers),
            MaxPeers = maxPeers,
            MaxScrape = Count(values, knobs.MaxScrape, 1, 100) ?? defaults.MaxScrape,
            MaxPeersPerSwarm = Count(values, knobs.MaxPeersPerSwarm, 1, Million) ?? defaults.MaxPeersPerSwarm,
            MaxSwarms = Count(values, knobs.MaxSwarms, 1, 100 * Million) ?? defaults.MaxSwarms,
            MaxPeersTotal = values.Whole(knobs.MaxPeersTotal, 1, 1000L * Million) ?? defaults.MaxPeersTotal,
            ConnectRate = values.NumberFrom(knobs.ConnectRate, 0, Million) ?? defaults.ConnectRate,
            ConnectBurst = Count(values, knobs.ConnectBurst, 1, Million) ?? defaults.ConnectBurst,
            RequestRate = values.NumberFrom(knobs.RequestRate, 0, Million) ?? defaults.RequestRate,
            RequestBurst = Count(values, knobs.RequestBurst, 1, Million) ?? defaults.RequestBurst,
            RateTableSize = Count(values, knobs.RateTable, 64, 16 << 20) ?? defaults.RateTableSize,
            AllowList = values.Text(knobs.AllowList),
            DenyList = values.Text(knobs.DenyList),
            PasskeyFile = values.Text(knobs.Passkeys),
            FileCheckPeriod = values.Time(knobs.FileCheck, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)) ?? defaults.FileCheckPeriod,
            HonourAddressField = values.Flag(knobs.HonourAddress),
            IsPublic = values.Flag(knobs.Public),
            ReceiveBufferBytes = values.Bytes(knobs.ReceiveBuffer, 0, 1 << 30) ?? defaults.ReceiveBufferBytes,
            SnapshotFile = values.Text(knobs.Snapshot),
            SnapshotPeriod = values.Time(knobs.SnapshotPeriod, TimeSpan.FromSeconds(1), Day) ?? defaults.SnapshotPeriod,
        };
    }

    private static int? Count(ValueReader values, Knob<string?> knob, int least, int most) => (int?)values.Whole(knob, least, most);

    private static IPAddress? Address(ValueReader values, Knob<string?> knob, AddressFamily family, IPAddress? byDefault)
    {
        switch (values.Text(knob))
        {
            case null:
                return byDefault;
            case "off":
                return null;
            case "localhost":
                return byDefault;
            case var text when IPAddress.TryParse(text, out IPAddress? address):
                if (address.AddressFamily == family)
                {
                    return address;
                }

                values.Refuse(knob, $"\"{text}\" is not an {Name(family)} address", family == AddressFamily.InterNetwork ? "IPv6 addresses are given by --host6" : "IPv4 addresses are given by --host");
                return byDefault;
            case var text:
                values.Refuse(knob, $"\"{text}\" is neither an {Name(family)} address nor off");
                return byDefault;
        }
    }

    private static string Name(AddressFamily family) => family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
}
