using Millrace.Cli.CommandLine;
using Millrace.Gateway.Host;
using Millrace.Gateway.Host.Routing;

namespace Millrace.Cli.Serving;

/// <summary>Puts the options of `millrace serve gateway` over the server's own defaults.</summary>
internal static class GatewayReader
{
    private const string SecretVariable = "MILLRACE_BACKEND_SECRET";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static GatewayOptions Read(ValueReader values, GatewayKnobs knobs, Func<string, string?> environment)
    {
        var defaults = new GatewayOptions();
        TimeSpan? ping = values.Time(knobs.Ping, TimeSpan.Zero, Longest);
        return defaults with
        {
            Address = ServeReader.Address(values, knobs.Shared.Host) ?? defaults.Address,
            Port = ServeReader.Port(values, knobs.Shared) ?? defaults.Port,
            PathPrefix = values.Text(knobs.Path) ?? defaults.PathPrefix,
            CertificateFile = values.Text(knobs.Certificate),
            KeyFile = values.Text(knobs.Key),
            MaxConnections = (int)(values.Whole(knobs.MaxConnections, 1, 10_000_000) ?? defaults.MaxConnections),
            MaxConnectionsPerAddress = (int)(values.Whole(knobs.MaxPerAddress, 0, 10_000_000) ?? defaults.MaxConnectionsPerAddress),
            MaxMessageBytes = values.Bytes(knobs.MaxMessage, 125, 1 << 30) ?? defaults.MaxMessageBytes,
            MaxSendQueueBytes = values.Bytes(knobs.MaxQueue, 139, (1 << 30) + 14) ?? defaults.MaxSendQueueBytes,
            MaxQueuedTotalBytes = values.Bytes(knobs.MaxQueueTotal, 1 << 20, 1L << 40) ?? defaults.MaxQueuedTotalBytes,
            SlowConsumers = values.OneOf(knobs.SlowConsumer, "policy for slow consumers", ("close", SlowConsumerPolicy.Close), ("drop-oldest", SlowConsumerPolicy.DropOldest)),
            SendTimeout = values.Time(knobs.SendTimeout, TimeSpan.Zero, Longest) ?? defaults.SendTimeout,
            HandshakeTimeout = values.Time(knobs.HandshakeTimeout, TimeSpan.Zero, Longest) ?? defaults.HandshakeTimeout,
            PingInterval = ping == TimeSpan.Zero ? null : ping ?? defaults.PingInterval,
            PingTimeout = values.Time(knobs.PingTimeout, TimeSpan.Zero, Longest) ?? defaults.PingTimeout,
            AllowedOrigins = values.Texts(knobs.Origin),
            Subprotocols = values.Texts(knobs.Subprotocol),
            Shards = ServeReader.Shards(values, knobs.Shared) ?? defaults.Shards,
            ShardKind = ServeReader.Loop(values, knobs.Shared),
            DuplicateIds = values.OneOf(knobs.DuplicateId, "policy for duplicate ids", ("replace", DuplicateIds.Replace), ("refuse", DuplicateIds.Refuse)),
            MaxRooms = (int)(values.Whole(knobs.MaxRooms, 1, 100_000_000) ?? defaults.MaxRooms),
            MaxRoomsPerClient = (int)(values.Whole(knobs.MaxRoomsPerClient, 1, 1_000_000) ?? defaults.MaxRoomsPerClient),
            RecoveryWindow = values.Time(knobs.Recovery, TimeSpan.Zero, Longest) ?? defaults.RecoveryWindow,
            Backends = Backends(values, knobs, environment),
        };
    }

    private static GatewayBackendOptions Backends(ValueReader values, GatewayKnobs knobs, Func<string, string?> environment)
    {
        var defaults = new GatewayBackendOptions();
        string? file = values.Text(knobs.BackendSecretFile);
        return defaults with
        {
            Address = ServeReader.Address(values, knobs.BackendHost) ?? defaults.Address,
            Port = (int)(values.Whole(knobs.BackendPort, 0, 65535) ?? defaults.Port),
            SecretFile = file,

            // Never on the command line itself, which every user of the machine can read.
            Secret = file is null && environment(SecretVariable) is { Length: > 0 } secret ? secret : null,
            IsOpen = values.Flag(knobs.BackendOpen),
            CertificateFile = values.Text(knobs.BackendCertificate),
            KeyFile = values.Text(knobs.BackendKey),
            MaxBackends = (int)(values.Whole(knobs.MaxBackends, 1, 10_000) ?? defaults.MaxBackends),
            MaxLineBytes = values.Bytes(knobs.MaxLine, 1024, 256 << 20) ?? defaults.MaxLineBytes,
            RequestTimeout = values.Time(knobs.RequestTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)) ?? defaults.RequestTimeout,
            Wait = values.Time(knobs.BackendWait, TimeSpan.Zero, TimeSpan.FromMinutes(10)) ?? defaults.Wait,
            QueueSize = (int)(values.Whole(knobs.QueueSize, 0, 1_000_000) ?? defaults.QueueSize),
        };
    }
}
