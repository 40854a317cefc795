using System.Buffers;
using Millrace.Speech.Host.Recognition;

namespace Millrace.Speech.Host.Streaming;

/// <summary>A piece that keeps what was heard of it for the reply that it belongs to.</summary>
internal abstract class SessionPiece : Piece
{
    private byte[]? _rented;

    /// <summary>What was heard; good once the reply is ready.</summary>
    public Recognised Heard { get; private set; } = Recognised.Nothing;

    /// <summary>Why nothing was; null where something was.</summary>
    public RecognitionError? Error { get; private set; }

    /// <summary>The same in words.</summary>
    public string? Why { get; private set; }

    /// <summary>For an utterance that ends with this piece: where it began, in milliseconds of audio.</summary>
    public long UtteranceStartMs { get; init; }

    /// <summary>For the same: where its speech ended.</summary>
    public long UtteranceEndMs { get; init; }

    /// <summary>For the same: why it ended, in a word of the protocol.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The buffer of <see cref="Piece.Audio"/> that goes back to the pool with the answer.</summary>
    public byte[]? Rented
    {
        init => _rented = value;
    }

    /// <summary>Fails the piece while the recogniser may still be reading its audio, which therefore does not go back to the pool.</summary>
    public void GiveUp(string why)
    {
        Interlocked.Exchange(ref _rented, null);
        Fail(RecognitionError.TimedOut, why);
    }

    /// <summary>Called once, when the piece is answered or failed.</summary>
    protected abstract void OnDone();

    /// <inheritdoc/>
    protected override void OnAnswered(in Recognised heard)
    {
        Heard = heard;
        Finish();
    }

    /// <inheritdoc/>
    protected override void OnFailed(RecognitionError error, string why)
    {
        (Error, Why) = (error, why);
        Finish();
    }

    private void Finish()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        OnDone();
    }
}
