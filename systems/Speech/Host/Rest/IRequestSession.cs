namespace Millrace.Speech.Host.Rest;

/// <summary>The session of one request. Disposed, it is gone from the list.</summary>
internal interface IRequestSession : IDisposable
{
    /// <summary>Its UUID.</summary>
    string Id { get; }

    /// <summary>What the recogniser is seeded with.</summary>
    long Seed { get; }

    /// <summary>Cancelled when the session is to end: somebody deleted it, or the server shuts down.</summary>
    CancellationToken Ending { get; }

    /// <summary>So much PCM was taken; <paramref name="hasSpeech"/> makes a created session active.</summary>
    void Took(int bytes, bool hasSpeech);

    /// <summary>So many transcripts were given.</summary>
    void Gave(int transcripts);
}
