using System.Net;
using Millrace.Speech.Host.Rest;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Sessions;

/// <summary>Gives requests over HTTP their sessions.</summary>
/// <param name="engine">The server.</param>
internal sealed class RequestSessions(SpeechEngine engine) : IRequestSessions
{
    /// <summary>Streams last for minutes, so a place is free again soon but not at once.</summary>
    public const int RetryAfter = 5;

    /// <inheritdoc/>
    public int RetryAfterSeconds => RetryAfter;

    /// <inheritdoc/>
    public IRequestSession? TryOpen(IPAddress? address, out string refusal)
    {
        SessionRefusal? why = engine.Sessions.TryTakePlace(address);
        refusal = why switch
        {
            null => "",
            SessionRefusal.AddressLimit => ServerMessages.AddressLimitReached(engine.Options.MaxSessionsPerAddress),
            SessionRefusal.Draining => "The server shuts down",
            _ => ServerMessages.LimitReached(engine.Options.MaxSessions),
        };
        return why is null ? new RequestSession(engine, address) : null;
    }
}
