using System.Net;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Logging;
using Millrace.Shards;

namespace Millrace.Cli.Serving;

/// <summary>Reads the options that every system of `millrace serve` has.</summary>
internal static class ServeReader
{
    /// <summary>How many event loops: 0 for one per processor.</summary>
    public static int? Shards(ValueReader values, ServeKnobs knobs) => (int?)values.Whole(knobs.Shards, 0, 1024);

    public static ShardKind Loop(ValueReader values, ServeKnobs knobs) =>
        values.OneOf(knobs.Loop, "event loop", ("auto", ShardKind.Auto), ("epoll", ShardKind.Epoll), ("portable", ShardKind.Portable));

    public static int? Port(ValueReader values, ServeKnobs knobs) => (int?)values.Whole(knobs.Port, 0, 65535);

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

    public static LogLevel Level(ValueReader values, ServeKnobs knobs) => Level(values, knobs.Log, values.Flag(knobs.ReadyJson));

    public static LogLevel Level(ValueReader values, Knob<string?> knob, bool isForProgram)
    {
        try
        {
            // Whoever reads a JSON line reads the log only to find out what went wrong.
            return values.Text(knob) is { } word ? StderrLog.LevelFrom(word) : isForProgram ? LogLevel.Warning : LogLevel.Information;
        }
        catch (ServerStartException wrong)
        {
            values.Refuse(knob, wrong.Message.TrimEnd('.'));
            return LogLevel.Information;
        }
    }

    /// <summary>An address of this machine; null where the option is not given or wrong.</summary>
    public static IPAddress? Address(ValueReader values, Knob<string?> knob)
    {
        string? text = values.Text(knob) is "localhost" ? "127.0.0.1" : values.Text(knob);
        if (text is null || IPAddress.TryParse(text, out IPAddress? address))
        {
            return text is null ? null : IPAddress.Parse(text);
        }

        values.Refuse(knob, $"\"{text}\" is not an IP address");
        return null;
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

    /// <summary>The exit code of a server's end.</summary>
    internal static ExitCode ExitOf(ServerEnd end) => end switch
    {
        ServerEnd.StartFailed => ExitCode.Environment,
        ServerEnd.Forced => ExitCode.Interrupted,
        _ => ExitCode.Ok,
    };
}
