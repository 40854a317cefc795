using Millrace.Speech.Host.Recognition;
using Millrace.WebSockets;
using static Millrace.Hosting.Options.OptionRanges;

namespace Millrace.Speech.Host;

/// <summary>What values options may take.</summary>
internal static class SpeechOptionRules
{
    private const int Million = 1_000_000;
    private const int Mebibyte = 1024 * 1024;

    private static readonly int[] s_rates = [8_000, 16_000, 32_000, 48_000];
    private static readonly int[] s_frames = [10, 20, 30];

    public static List<string> Check(SpeechOptions options)
    {
        List<string> errors = [];
        CheckPort(options, errors);
        CheckAudio(options, errors);
        CheckSessions(options, errors);
        CheckRecogniser(options, errors);
        return errors;
    }

    /// <summary>True for a name; an address written as numbers is none.</summary>
    public static bool IsHostName(string text) => Uri.CheckHostName(text) == UriHostNameType.Dns;

    private static void CheckPort(SpeechOptions options, List<string> errors)
    {
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
            errors.Add($"The allowed hosts hold '{host}', which is no host name; write it without scheme and port, such as speech.example.org.");
        }

        if (options.ContentSecurityPolicy.AsSpan().ContainsAny('\r', '\n'))
        {
            errors.Add("The content security policy has a line break; write it in one line.");
        }

        Range(errors, "The largest body", options.MaxBodyBytes, 1024, 1024L * Mebibyte, " bytes");
        Range(errors, "The send timeout", options.SendTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        if (options.PingInterval != TimeSpan.Zero)
        {
            Range(errors, "The interval of pings", options.PingInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        }

        Range(errors, "The timeout of pings", options.PingTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    }

    private static void CheckAudio(SpeechOptions options, List<string> errors)
    {
        if (!s_rates.Contains(options.SampleRate))
        {
            errors.Add(Text($"The sample rate is {options.SampleRate}; it must be one of {string.Join(", ", s_rates)}."));
        }

        if (!s_frames.Contains(options.VadFrameMs))
        {
            errors.Add(Text($"The frames of voice activity have {options.VadFrameMs} ms; they must have one of {string.Join(", ", s_frames)}."));
        }

        Range(errors, "The aggressiveness of voice activity", options.VadAggressiveness, 0, 3);
        Range(errors, "The silence that ends an utterance", options.Endpointing, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10));
        Range(errors, "The longest utterance", options.LongestUtterance, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Range(errors, "The largest backlog", options.MaxBacklog, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Range(errors, "The largest backlog in chunks", options.MaxBacklogChunks, 2, Million);
        Range(errors, "The largest chunk", options.MaxChunkBytes, 64, 16 * Mebibyte, " bytes");
    }

    private static void CheckSessions(SpeechOptions options, List<string> errors)
    {
        TimeSpan least = TimeSpan.FromMilliseconds(100);
        Range(errors, "The limit of sessions", options.MaxSessions, 1, Million);
        Range(errors, "The limit of sessions of one address", options.MaxSessionsPerAddress, 0, Million);
        if (options.MaxConnections != 0)
        {
            Range(errors, "The limit of connections", options.MaxConnections, 1, 2 * Million);
        }

        Range(errors, "The idle timeout", options.IdleTimeout, least, TimeSpan.FromDays(1));
        Range(errors, "The timeout of the first speech", options.InitialSpeechTimeout, least, TimeSpan.FromDays(1));
        if (options.MaxSessionLength != TimeSpan.Zero)
        {
            Range(errors, "The length of a session", options.MaxSessionLength, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        }

        Range(errors, "The interval of cleaning up", options.CleanupInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
    }

    private static void CheckRecogniser(SpeechOptions options, List<string> errors)
    {
        Range(errors, "The recogniser's timeout", options.RecogniserTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        errors.AddRange(options.Recogniser.Validate(options.SampleRate));
        if (errors.Count == 0)
        {
            // Only options that are right each alone are held against each other.
            RecogniserRules.CheckTogether(options, errors);
        }
    }
}
