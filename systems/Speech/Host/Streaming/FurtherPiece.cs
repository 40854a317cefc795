namespace Millrace.Speech.Host.Streaming;

/// <summary>A piece of a chunk after the first.</summary>
/// <param name="reply">The chunk's reply, which is its first piece.</param>
internal sealed class FurtherPiece(Reply reply) : SessionPiece
{
    /// <inheritdoc/>
    protected override void OnDone() => reply.PieceDone();
}
