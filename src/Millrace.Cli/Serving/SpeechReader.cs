using System.Runtime.CompilerServices;
using Millrace.Cli.CommandLine;
using Millrace.Engine.Targets;
using Millrace.Hosting.Workers;
using Millrace.Speech;
using Millrace.WebSockets;

namespace Millrace.Cli.Serving;

/// <summary>Puts the options of `millrace serve speech`, and the ASR_ variables below them, over the server's own defaults.</summary>
internal static class SpeechReader
{
    private const int Million = 1_000_000;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static SpeechOptions Read(ValueReader values, SpeechKnobs knobs, Func<string, string?> environment)
    {
        var defaults = new SpeechOptions();
        var variables = new AsrVariables(environment, values);
        SpeechOptions options = Sessions(values, knobs, variables, Audio(values, knobs, variables, defaults)) with
        {
            Address = ServeReader.Address(values, knobs.Shared.Host) ?? Else(values, knobs.Shared.Host, variables.Address, "ASR_HOST") ?? defaults.Address,
            Port = ServeReader.Port(values, knobs.Shared) ?? Else(values, knobs.Shared.Port, name => variables.Whole(name, 0, 65535), "ASR_PORT") ?? defaults.Port,
            TlsCertificateFile = values.Text(knobs.Certificate),
            TlsKeyFile = values.Text(knobs.Key),
            ApiKeyFile = values.Text(knobs.ApiKeys),
            Origins = values.Texts(knobs.Origin) is var origins && origins.Contains("*") ? OriginPolicy.Any : defaults.Origins with { Allowed = origins },
            AllowedHosts = values.Texts(knobs.AllowedHost),
            ContentSecurityPolicy = values.Text(knobs.Csp) ?? defaults.ContentSecurityPolicy,
            MaxConnections = (int)(values.Whole(knobs.MaxConnections, 1, 2 * Million) ?? defaults.MaxConnections),
            MaxBodyBytes = values.Bytes(knobs.MaxBody, 1024L, 1L << 30) ?? defaults.MaxBodyBytes,
        };
        return options with { Recogniser = SpeechRecogniserReader.Read(values, knobs, variables, options.SampleRate) };
    }

    /// <summary>How many workers, or which of them this process is.</summary>
    public static (int Workers, WorkerPlace? Place) Workers(ValueReader values, SpeechKnobs knobs)
    {
        int workers = (int)(values.Whole(knobs.Workers, 1, WorkerPlace.MostWorkers) ?? 1);
        if (values.Text(knobs.Worker) is not { } text)
        {
            return (workers, null);
        }

        if (!WorkerPlace.TryParse(text, out WorkerPlace? place))
        {
            values.Refuse(knobs.Worker, $"\"{text}\" is no worker's place", "leave it out: a supervisor sets it; you want --workers");
        }

        return (workers, place);
    }

    /// <summary>This same executable with the same arguments, and the worker's place behind them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static WorkerCommand Command(SpeechKnobs knobs)
    {
        TargetProgram program = TargetProgram.This();
        string[] given = Environment.GetCommandLineArgs()[1..];
        return new WorkerCommand(program.File, place => [.. program.FirstArguments, .. given, knobs.Worker.Name, place.ToString()]);
    }

    /// <summary>What a variable says, unless the option is given.</summary>
    internal static T? Else<T>(ValueReader values, Knob<string?> knob, Func<string, T?> read, string variable) => values.Text(knob) is null ? read(variable) : default;

    private static SpeechOptions Audio(ValueReader values, SpeechKnobs knobs, AsrVariables variables, SpeechOptions defaults)
    {
        int rate = (int?)values.Whole(knobs.SampleRate, 8_000, 48_000) ?? Else(values, knobs.SampleRate, name => variables.OneOf(name, 8_000, 16_000, 32_000, 48_000), "ASR_SAMPLE_RATE") ?? defaults.SampleRate;
        variables.OneOf("ASR_SAMPLE_WIDTH", 2);
        variables.OneOf("ASR_BYTES_PER_SECOND", 2 * rate);
        return defaults with
        {
            SampleRate = rate,
            VadAggressiveness = (int?)values.Whole(knobs.Vad, 0, 3) ?? Else(values, knobs.Vad, name => variables.Whole(name, 0, 3), "ASR_VAD_AGGRESSIVENESS") ?? defaults.VadAggressiveness,
            VadFrameMs = (int?)values.Whole(knobs.VadFrame, 10, 30) ?? Else(values, knobs.VadFrame, name => variables.OneOf(name, 10, 20, 30), "ASR_VAD_FRAME_MS") ?? defaults.VadFrameMs,
            Endpointing = values.Time(knobs.Endpointing, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10))
                ?? Else(values, knobs.Endpointing, name => variables.Milliseconds(name, 10, 10_000), "ASR_ENDPOINTING_MS") ?? defaults.Endpointing,
            LongestUtterance = values.Time(knobs.LongestUtterance, Second, TenMinutes) ?? defaults.LongestUtterance,
            MaxChunkBytes = values.Bytes(knobs.MaxChunk, 64, 16 << 20) ?? defaults.MaxChunkBytes,
            MaxBacklog = values.Time(knobs.MaxBacklog, Least, TenMinutes) ?? defaults.MaxBacklog,
            MaxBacklogChunks = (int)(values.Whole(knobs.MaxBacklogChunks, 2, Million) ?? defaults.MaxBacklogChunks),
        };
    }

    private static SpeechOptions Sessions(ValueReader values, SpeechKnobs knobs, AsrVariables variables, SpeechOptions defaults) => defaults with
    {
        MaxSessions = (int?)values.Whole(knobs.MaxSessions, 1, Million) ?? Else(values, knobs.MaxSessions, name => variables.Whole(name, 1, Million), "ASR_MAX_SESSIONS") ?? defaults.MaxSessions,
        MaxSessionsPerAddress = (int)(values.Whole(knobs.MaxPerAddress, 0, Million) ?? defaults.MaxSessionsPerAddress),
        TracksSessions = values.OneOf(knobs.Tracking, "choice", ("true", true), ("false", false)),
        IdleTimeout = values.Time(knobs.IdleTimeout, Least, Day)
            ?? Else(values, knobs.IdleTimeout, name => variables.Seconds(name, Least.TotalSeconds, Day.TotalSeconds), "ASR_SESSION_IDLE_TIMEOUT_SECONDS") ?? defaults.IdleTimeout,
        InitialSpeechTimeout = values.Time(knobs.InitialSpeech, Least, Day) ?? defaults.InitialSpeechTimeout,
        MaxSessionLength = values.Time(knobs.MaxLength, TimeSpan.Zero, 30 * Day) ?? defaults.MaxSessionLength,
        CleanupInterval = values.Time(knobs.Cleanup, TimeSpan.FromMilliseconds(10), TenMinutes)
            ?? Else(values, knobs.Cleanup, name => variables.Seconds(name, 0.01, TenMinutes.TotalSeconds), "ASR_SESSION_CLEANUP_INTERVAL_SECONDS") ?? defaults.CleanupInterval,
        SendTimeout = values.Time(knobs.SendTimeout, Least, TenMinutes) ?? defaults.SendTimeout,
        PingInterval = values.Time(knobs.PingInterval, TimeSpan.Zero, Hour) ?? defaults.PingInterval,
        PingTimeout = values.Time(knobs.PingTimeout, Second, Hour) ?? defaults.PingTimeout,
        RecogniserTimeout = values.Time(knobs.Timeout, Least, TenMinutes) ?? defaults.RecogniserTimeout,
    };
}
