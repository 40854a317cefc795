using System.Reflection;
using Microsoft.Extensions.Logging;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Security;
using Millrace.Speech.Host.Sessions;
using Millrace.Speech.Host.Streaming;
using Millrace.Speech.Host.Workers;
using Millrace.WebSockets;

namespace Millrace.Speech.Host.Rest;

/// <summary>What the HTTP routes work with.</summary>
internal sealed record RestServices
{
    /// <summary>What turns speech into words.</summary>
    public required IRecogniser Recogniser { get; init; }

    /// <summary>Gives each transcribing request its session.</summary>
    public required IRequestSessions Sessions { get; init; }

    /// <summary>The sessions that are open, of all workers.</summary>
    public required ISessionDirectory Directory { get; init; }

    /// <summary>Reads from a request's query how its voice is judged, as it does for a stream.</summary>
    public required StreamQuery Query { get; init; }

    /// <summary>The longest body, in bytes.</summary>
    public required long MaxBodyBytes { get; init; }

    /// <summary>How long the recogniser may give no answer at all while some are due.</summary>
    public required TimeSpan RecogniserTimeout { get; init; }

    /// <summary>Counts an answer that the recogniser did not give, and why in words for the log.</summary>
    public required Action<RecognitionError, string> Unanswered { get; init; }

    /// <summary>Counts a request that was refused.</summary>
    public required Action<SessionRefusal> Refused { get; init; }

    /// <summary>The server's clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Takes what went wrong.</summary>
    public required ILogger Log { get; init; }

    /// <summary>What health says.</summary>
    public required string Version { get; init; }

    /// <summary>The keys that open it; null: everybody may.</summary>
    public ApiKeys? Keys { get; init; }

    /// <summary>Pages that may have a browser post or delete here.</summary>
    public OriginPolicy Origins { get; init; } = OriginPolicy.Default;

    /// <summary>Sent with the pages; empty: none.</summary>
    public string ContentSecurityPolicy { get; init; } = "";

    /// <summary>How many bytes of forms that are being read may be kept on disk, of all requests together; at least one body's.</summary>
    public long MaxSpooledBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Those of a server.</summary>
    public static RestServices Of(SpeechEngine engine) => new()
    {
        Recogniser = engine.Recogniser,
        Sessions = engine.Requests,
        Directory = engine.Directory,
        Query = new StreamQuery(engine.Options),
        MaxBodyBytes = engine.Options.MaxBodyBytes,
        RecogniserTimeout = engine.Options.RecogniserTimeout,
        Unanswered = (error, why) =>
        {
            engine.Counters.Unanswer(error);
            engine.LastFailure = why;
        },
        Refused = engine.Counters.Refuse,
        Time = engine.Time,
        Log = engine.Log,
        Version = typeof(RestServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown",
        Keys = engine.Keys,
        Origins = engine.Options.Origins,
        ContentSecurityPolicy = engine.Options.ContentSecurityPolicy,
    };
}
