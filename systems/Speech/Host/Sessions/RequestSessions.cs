using Millrace.Speech.Host.Rest;

namespace Millrace.Speech.Host.Sessions;

/// <summary>Gives requests over HTTP their sessions.</summary>
/// <param name="engine">The server.</param>
internal sealed class RequestSessions(SpeechEngine engine) : IRequestSessions
{
    /// <summary>Streams last for minutes, so a place is free again soon but not at once.</summary>
    public const int RetryAfter = 5;

    /// <inheritdoc/>
    public int Limit => engine.Options.MaxSessions;

    /// <inheritdoc/>
    public int RetryAfterSeconds => RetryAfter;

    /// <inheritdoc/>
    public IRequestSession? TryOpen() => engine.Sessions.TryTakePlace(null) is null ? new RequestSession(engine, null) : null;
}
