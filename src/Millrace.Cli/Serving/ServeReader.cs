using System.Net;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Gateway.Host;
using Millrace.Gateway.Host.Routing;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Logging;
using Millrace.Shards;

namespace Millrace.Cli.Serving;

/// <summary>Puts the options of `millrace serve gateway` over the server's own defaults.</summary>
internal static class ServeReader
{
    private const string SecretVariable = "MILLRACE_BACKEND_SECRET";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static GatewayOptions Gateway(ValueReader values, ServeKnobs knobs, Func<string, string?> environment)
    {
        var defaults = new GatewayOptions();
        TimeSpan? ping = values.Time(knobs.Ping, TimeSpan.Zero, Longest);
        return defaults with
        {
            Address = Address(values, knobs.Host) ?? defaults.Address,
            Port = (int)(values.Whole(knobs.PortNumber, 0, 65535) ?? defaults.Port),
            PathPrefix = values.Text(knobs.Path) ?? defaults.PathPrefix,
            CertificateFile = values.Text(knobs.Certificate),
            KeyFile = values.Text(knobs.Key),
            MaxConnections = (int)(values.Whole(knobs.MaxConnections, 1, 10_000_000) ?? defaults.MaxConnections),
            MaxConnectionsPerAddress = (int)(values.Whole(knobs.MaxPerAddress, 0, 10_000_000) ?? defaults.MaxConnectionsPerAddress),
            MaxMessageBytes = values.Bytes(knobs.MaxMessage, 125, 1 << 30) ?? defaults.MaxMessageBytes,
            MaxSendQueueBytes = values.Bytes(knobs.MaxQueue, 139, (1 << 30) + 14) ?? defaults.MaxSendQueueBytes,
            MaxQueuedTotalBytes = values.Bytes(knobs.MaxQueueTotal, 1 << 20, 1L << 40) ?? defaults.MaxQueuedTotalBytes,
            SlowConsumers = OneOf(values, knobs.SlowConsumer, "policy for slow consumers", ("close", SlowConsumerPolicy.Close), ("drop-oldest", SlowConsumerPolicy.DropOldest)),
            SendTimeout = values.Time(knobs.SendTimeout, TimeSpan.Zero, Longest) ?? defaults.SendTimeout,
            HandshakeTimeout = values.Time(knobs.HandshakeTimeout, TimeSpan.Zero, Longest) ?? defaults.HandshakeTimeout,
            PingInterval = ping == TimeSpan.Zero ? null : ping ?? defaults.PingInterval,
            PingTimeout = values.Time(knobs.PingTimeout, TimeSpan.Zero, Longest) ?? defaults.PingTimeout,
            AllowedOrigins = values.Texts(knobs.Origin),
            Subprotocols = values.Texts(knobs.Subprotocol),
            Shards = (int)(values.Whole(knobs.Shards, 0, 1024) ?? defaults.Shards),
            ShardKind = OneOf(values, knobs.Loop, "event loop", ("auto", ShardKind.Auto), ("epoll", ShardKind.Epoll), ("portable", ShardKind.Portable)),
            DuplicateIds = OneOf(values, knobs.DuplicateId, "policy for duplicate ids", ("replace", DuplicateIds.Replace), ("refuse", DuplicateIds.Refuse)),
            MaxRooms = (int)(values.Whole(knobs.MaxRooms, 1, 100_000_000) ?? defaults.MaxRooms),
            MaxRoomsPerClient = (int)(values.Whole(knobs.MaxRoomsPerClient, 1, 1_000_000) ?? defaults.MaxRoomsPerClient),
            RecoveryWindow = values.Time(knobs.Recovery, TimeSpan.Zero, Longest) ?? defaults.RecoveryWindow,
            Backends = Backends(values, knobs, environment),
        };
    }

    private static GatewayBackendOptions Backends(ValueReader values, ServeKnobs knobs, Func<string, string?> environment)
    {
        var defaults = new GatewayBackendOptions();
        string? file = values.Text(knobs.BackendSecretFile);
        return defaults with
        {
            Address = Address(values, knobs.BackendHost) ?? defaults.Address,
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

    public static ServerLifeOptions Life(ValueReader values, ServeKnobs knobs)
    {
        var defaults = new ServerLifeOptions();
        return defaults with
        {
            ReadyJson = values.Flag(knobs.ReadyJson),
            DrainTime = values.Time(knobs.Drain, TimeSpan.Zero, ServerLifeOptions.LongestDrain) ?? defaults.DrainTime,
            Admin = Admin(values, knobs),
            Otlp = Otlp(values, knobs),
        };
    }

    public static LogLevel Level(ValueReader values, ServeKnobs knobs)
    {
        try
        {
            // Whoever reads a JSON line reads the log only to find out what went wrong.
            return values.Text(knobs.Log) is { } word ? StderrLog.LevelFrom(word) : values.Flag(knobs.ReadyJson) ? LogLevel.Warning : LogLevel.Information;
        }
        catch (ServerStartException wrong)
        {
            values.Refuse(knobs.Log, wrong.Message.TrimEnd('.'));
            return LogLevel.Information;
        }
    }

    private static IPAddress? Address(ValueReader values, Knob<string?> knob)
    {
        string? text = values.Text(knob) is "localhost" ? "127.0.0.1" : values.Text(knob);
        if (text is null || IPAddress.TryParse(text, out IPAddress? address))
        {
            return text is null ? null : IPAddress.Parse(text);
        }

        values.Refuse(knob, $"\"{text}\" is not an IP address");
        return null;
    }

    // The first is the default.
    private static T OneOf<T>(ValueReader values, Knob<string?> knob, string what, params (string Name, T Value)[] choices)
    {
        if (values.Text(knob) is not { } text)
        {
            return choices[0].Value;
        }

        foreach ((string name, T value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        values.Add(ParseComplaints.UnknownName(what, text, $"{knob.Name} of `millrace serve`", [.. choices.Select(choice => choice.Name)], "millrace serve --help"));
        return choices[0].Value;
    }

    private static AdminOptions Admin(ValueReader values, ServeKnobs knobs)
    {
        switch (values.Text(knobs.Admin))
        {
            case null:
                return new AdminOptions();
            case "off":
                return new AdminOptions { IsOff = true };
            case var text when text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text.Replace("localhost", "127.0.0.1", StringComparison.Ordinal), out IPEndPoint? point):
                return new AdminOptions { EndPoint = point };
            case var text:
                values.Refuse(knobs.Admin, $"\"{text}\" is neither an address with a port nor off");
                return new AdminOptions();
        }
    }

    private static Uri? Otlp(ValueReader values, ServeKnobs knobs)
    {
        try
        {
            return ServerLifeOptions.OtlpFrom(values.Text(knobs.Otlp), Environment.GetEnvironmentVariable);
        }
        catch (ServerStartException wrong)
        {
            values.Refuse(knobs.Otlp, wrong.Message.TrimEnd('.'));
            return null;
        }
    }
}
