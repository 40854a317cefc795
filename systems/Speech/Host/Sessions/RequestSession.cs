using System.Net;
using Millrace.Speech.Host.Rest;

namespace Millrace.Speech.Host.Sessions;

/// <summary>The session of one request over HTTP.</summary>
internal sealed class RequestSession : SpeechSession, IRequestSession
{
    private readonly CancellationTokenSource _ending = new();

    public RequestSession(SpeechEngine engine, IPAddress? address)
        : base(engine, address) => Join();

    string IRequestSession.Id => Id.ToString();

    long IRequestSession.Seed => Ordinal;

    /// <inheritdoc/>
    public CancellationToken Ending => _ending.Token;

    /// <inheritdoc/>
    public void Took(int bytes, bool hasSpeech)
    {
        CountAudio(bytes, Engine.Clock.Now);
        if (hasSpeech)
        {
            Activate();
        }
    }

    /// <inheritdoc/>
    public void Gave(int transcripts)
    {
        for (int i = 0; i < transcripts; i++)
        {
            CountTranscript(isFinal: true);
        }
    }

    /// <inheritdoc/>
    public override bool TryEnd(SessionEnd why)
    {
        if (!TryBeginClosing(why))
        {
            return false;
        }

        _ending.Cancel();
        return true;
    }

    // The source is left to the collector: somebody may be ending the session at this moment, and without a timer it holds nothing.
    public void Dispose() => EndForGood(SessionEnd.Stop);
}
