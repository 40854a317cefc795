using Millrace.WebSockets;
using static Millrace.Hosting.Options.OptionRanges;

namespace Millrace.Live.Host;

/// <summary>What values options may take.</summary>
internal static class LiveOptionRules
{
    private const int Million = 1_000_000;
    private const int Kibibyte = 1024;
    private const long Mebibyte = 1024 * 1024;

    public static List<string> Check(LiveOptions options)
    {
        List<string> errors = [];
        Range(errors, "The port", options.Port, 0, 65535);
        if (options is { TlsKeyFile: not null, TlsCertificateFile: null })
        {
            errors.Add("A TLS key is given without a certificate; give both, or neither.");
        }

        foreach (string origin in options.Origins.Allowed.Where(origin => !OriginPolicy.IsOrigin(origin)))
        {
            errors.Add($"The allowed origins hold '{origin}', which is no origin; write scheme://host or scheme://host:port, without a path.");
        }

        foreach (string host in options.AllowedHosts.Where(host => !IsHostName(host)))
        {
            errors.Add($"The allowed hosts hold '{host}', which is no host name; write it without scheme and port, such as live.example.org.");
        }

        CheckSessions(options, errors);
        CheckTimes(options, errors);
        CheckTraffic(options, errors);
        if (options.StateFolder is { } folder && string.IsNullOrWhiteSpace(folder))
        {
            errors.Add("The state folder has an empty name; give a path, or leave it out.");
        }

        if (options.ContentSecurityPolicy.AsSpan().ContainsAny('\r', '\n'))
        {
            errors.Add("The content security policy has a line break; write it in one line.");
        }

        return errors;
    }

    /// <summary>True for a name; an address written as numbers is none.</summary>
    public static bool IsHostName(string text) => Uri.CheckHostName(text) == UriHostNameType.Dns;

    private static void CheckSessions(LiveOptions options, List<string> errors)
    {
        Range(errors, "The limit of sessions", options.MaxSessions, 1, 10 * Million);
        Range(errors, "The limit of sessions of one address", options.MaxSessionsPerAddress, 0, 10 * Million);
        Range(errors, "The limit of pending sessions", options.MaxPendingSessions, 1, Million);
        Range(errors, "The limit of detached sessions", options.MaxDetachedSessions, 0, 10 * Million);
        if (options.MaxSessionBytes != 0)
        {
            Range(errors, "The memory of one session", options.MaxSessionBytes, 4 * Kibibyte, 16 * 1024 * Mebibyte, " bytes");
        }

        if (options.MaxTotalBytes != 0)
        {
            Range(errors, "The memory of all sessions", options.MaxTotalBytes, Mebibyte, Mebibyte * Mebibyte, " bytes");
        }

        Range(errors, "The limit of posted actions", options.MaxPosts, 16, Million);
        Range(errors, "The rounds of one rendering", options.RenderRounds, 4, Million);
        Range(errors, "The nodes of one rendering", options.RenderNodes, 100, 10 * Million);
    }

    private static void CheckTimes(LiveOptions options, List<string> errors)
    {
        Range(errors, "The resume window", options.ResumeWindow, TimeSpan.Zero, TimeSpan.FromDays(1));
        Range(errors, "The window of pending sessions", options.PendingWindow, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        if (options.IdleTimeout != TimeSpan.Zero)
        {
            Range(errors, "The idle timeout", options.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        }

        Range(errors, "The heartbeat", options.Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Range(errors, "The time for hello", options.HelloTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Range(errors, "The send timeout", options.SendTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Range(errors, "The flood timeout", options.FloodTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Range(errors, "The delay of saving", options.SaveDelay, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10));
        Range(errors, "The lifetime of tokens", options.TokenLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
    }

    private static void CheckTraffic(LiveOptions options, List<string> errors)
    {
        Range(errors, "The window in frames", options.WindowFrames, 2, 1024);
        Range(errors, "The window in bytes", options.WindowBytes, Kibibyte, 16 * Mebibyte, " bytes");
        Range(errors, "The limit of events a second", options.EventsPerSecond, 0, Million);
        Range(errors, "The burst of events", options.EventBurst, 1, Million);
        Range(errors, "The largest frame", options.MaxFrameBytes, Kibibyte, 16 * Mebibyte, " bytes");
    }
}
