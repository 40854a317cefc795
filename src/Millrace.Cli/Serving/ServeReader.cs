using System.Net;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Gateway.Host;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Logging;
using Millrace.Shards;

namespace Millrace.Cli.Serving;

/// <summary>Puts the options of `millrace serve gateway` over the server's own defaults.</summary>
internal static class ServeReader
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static GatewayOptions Gateway(ValueReader values, ServeKnobs knobs)
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
            SendTimeout = values.Time(knobs.SendTimeout, TimeSpan.Zero, Longest) ?? defaults.SendTimeout,
            HandshakeTimeout = values.Time(knobs.HandshakeTimeout, TimeSpan.Zero, Longest) ?? defaults.HandshakeTimeout,
            PingInterval = ping == TimeSpan.Zero ? null : ping ?? defaults.PingInterval,
            PingTimeout = values.Time(knobs.PingTimeout, TimeSpan.Zero, Longest) ?? defaults.PingTimeout,
            AllowedOrigins = values.Texts(knobs.Origin),
            Subprotocols = values.Texts(knobs.Subprotocol),
            Shards = (int)(values.Whole(knobs.Shards, 0, 1024) ?? defaults.Shards),
            ShardKind = Loop(values, knobs),
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

    private static ShardKind Loop(ValueReader values, ServeKnobs knobs)
    {
        switch (values.Text(knobs.Loop))
        {
            case null or "auto":
                return ShardKind.Auto;
            case "epoll":
                return ShardKind.Epoll;
            case "portable":
                return ShardKind.Portable;
            case var other:
                values.Add(ParseComplaints.UnknownName("event loop", other, "--loop of `millrace serve`", ["auto", "epoll", "portable"], "millrace serve --help"));
                return ShardKind.Auto;
        }
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
