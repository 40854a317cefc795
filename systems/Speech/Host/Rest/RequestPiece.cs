using System.Buffers;
using Millrace.Speech.Host.Recognition;

namespace Millrace.Speech.Host.Rest;

/// <summary>A piece of a request's audio.</summary>
/// <param name="owner">Learns of the answer.</param>
internal sealed class RequestPiece(RequestTranscription owner) : Piece
{
    private byte[]? _rented;

    /// <summary>The buffer of <see cref="Piece.Audio"/>, which goes back to the pool with the recogniser's own answer.</summary>
    public byte[]? Rented
    {
        init => _rented = value;
    }

    /// <summary>For one that ends an utterance: where that began and ended, in milliseconds.</summary>
    public (long StartMs, long EndMs) Utterance { get; init; }

    /// <summary>What was heard, once it is answered.</summary>
    public Recognised Heard { get; private set; } = Recognised.Nothing;

    /// <inheritdoc/>
    protected override void OnAnswered(in Recognised heard)
    {
        Heard = heard;
        Return();
        owner.Answered(this);
    }

    /// <inheritdoc/>
    protected override void OnFailed(RecognitionError error, string why)
    {
        Return();
        owner.Failed(this, error, why);
    }

    private void Return()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
