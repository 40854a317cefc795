namespace Millrace.Speech;

/// <summary>What turns speech into words.</summary>
public enum RecogniserKind
{
    /// <summary>Listens to nothing and says words that follow from a seed, after a fixed latency: for load tests, and to try a client.</summary>
    Simulated,

    /// <summary>Debian's native pocketsphinx with its model of American English.</summary>
    PocketSphinx,

    /// <summary>Another server with OpenAI's <c>POST /v1/audio/transcriptions</c>, to which every utterance is sent.</summary>
    OpenAi,
}
