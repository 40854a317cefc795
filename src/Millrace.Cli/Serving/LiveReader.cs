using Millrace.Cli.CommandLine;
using Millrace.Live;
using Millrace.WebSockets;

namespace Millrace.Cli.Serving;

/// <summary>Puts the options of `millrace serve live` over the server's own defaults.</summary>
internal static class LiveReader
{
    private const int Million = 1_000_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static LiveOptions Read(ValueReader values, LiveKnobs knobs)
    {
        var defaults = new LiveOptions();
        return Rendering(values, knobs, Sessions(values, knobs, defaults)) with
        {
            Address = ServeReader.Address(values, knobs.Shared.Host) ?? defaults.Address,
            Port = ServeReader.Port(values, knobs.Shared) ?? defaults.Port,
            TlsCertificateFile = values.Text(knobs.Certificate),
            TlsKeyFile = values.Text(knobs.Key),
            Origins = Origins(values.Texts(knobs.Origin), defaults.Origins),
            AllowedHosts = values.Texts(knobs.AllowedHost),
            ContentSecurityPolicy = values.Text(knobs.Csp) ?? defaults.ContentSecurityPolicy,
            StateFolder = values.Text(knobs.StateFolder),
            SaveDelay = values.Time(knobs.SaveDelay, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10)) ?? defaults.SaveDelay,
            TokenLifetime = values.Time(knobs.TokenLifetime, TimeSpan.FromMinutes(1), 30 * Day) ?? defaults.TokenLifetime,
        };
    }

    private static OriginPolicy Origins(IReadOnlyList<string> given, OriginPolicy own) => given.Contains("*") ? OriginPolicy.Any : own with { Allowed = given };

    private static LiveOptions Sessions(ValueReader values, LiveKnobs knobs, LiveOptions defaults) => defaults with
    {
        MaxSessions = (int)(values.Whole(knobs.MaxSessions, 1, 10 * Million) ?? defaults.MaxSessions),
        MaxSessionsPerAddress = (int)(values.Whole(knobs.MaxPerAddress, 0, 10 * Million) ?? defaults.MaxSessionsPerAddress),
        MaxPendingSessions = (int)(values.Whole(knobs.MaxPending, 1, Million) ?? defaults.MaxPendingSessions),
        PendingWindow = values.Time(knobs.PendingWindow, TimeSpan.FromSeconds(1), Hour) ?? defaults.PendingWindow,
        MaxDetachedSessions = (int)(values.Whole(knobs.MaxDetached, 0, 10 * Million) ?? defaults.MaxDetachedSessions),
        ResumeWindow = values.Time(knobs.ResumeWindow, TimeSpan.Zero, Day) ?? defaults.ResumeWindow,
        IdleTimeout = values.Time(knobs.IdleTimeout, TimeSpan.Zero, 30 * Day) ?? defaults.IdleTimeout,
        Heartbeat = values.Time(knobs.Heartbeat, TimeSpan.FromSeconds(1), Hour) ?? defaults.Heartbeat,
        HelloTimeout = values.Time(knobs.HelloTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)) ?? defaults.HelloTimeout,
        SendTimeout = values.Time(knobs.SendTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)) ?? defaults.SendTimeout,
        MaxSessionBytes = values.Bytes(knobs.MaxSessionMemory, 0, 16L << 30) ?? defaults.MaxSessionBytes,
        MaxTotalBytes = values.Bytes(knobs.MaxTotalMemory, 0, 1L << 40) ?? defaults.MaxTotalBytes,
        WindowFrames = (int)(values.Whole(knobs.WindowFrames, 2, 1024) ?? defaults.WindowFrames),
        WindowBytes = values.Bytes(knobs.WindowBytes, 1024, 16 << 20) ?? defaults.WindowBytes,
    };

    private static LiveOptions Rendering(ValueReader values, LiveKnobs knobs, LiveOptions defaults) => defaults with
    {
        EventsPerSecond = (int)(values.Whole(knobs.EventRate, 0, Million) ?? defaults.EventsPerSecond),
        EventBurst = (int)(values.Whole(knobs.EventBurst, 1, Million) ?? defaults.EventBurst),
        FloodTimeout = values.Time(knobs.FloodTimeout, TimeSpan.FromSeconds(1), Hour) ?? defaults.FloodTimeout,
        MaxFrameBytes = values.Bytes(knobs.MaxFrame, 1024, 16 << 20) ?? defaults.MaxFrameBytes,
        MaxPosts = (int)(values.Whole(knobs.MaxPosts, 16, Million) ?? defaults.MaxPosts),
        RenderRounds = (int)(values.Whole(knobs.RenderRounds, 4, Million) ?? defaults.RenderRounds),
        RenderNodes = (int)(values.Whole(knobs.RenderNodes, 100, 10 * Million) ?? defaults.RenderNodes),
    };
}
