using System.Net.WebSockets;

namespace Millrace.Speech.Host.Streaming;

/// <summary>
/// One place in the order of what a connection sends. The answer to a chunk is its first piece at the same time, so that nearly every chunk costs one object.
/// </summary>
/// <param name="queue">Where it stands.</param>
/// <param name="kind">What it is.</param>
/// <param name="open">Pieces that have to be answered before it can be sent.</param>
internal sealed class Reply(ReplyQueue queue, ReplyKind kind, int open) : SessionPiece
{
    private int _open = open;

    public ReplyKind Kind => kind;

    /// <summary>What comes after it; the queue's own.</summary>
    public Reply? Next { get; set; }

    /// <summary>The pieces of its chunk after the first; null where there is none.</summary>
    public FurtherPiece[]? Further { get; init; }

    /// <summary>Bytes of audio that it answers.</summary>
    public int AudioBytes { get; init; }

    /// <summary>Of <see cref="ReplyKind.Said"/>: the message.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>Of <see cref="ReplyKind.Close"/>: how.</summary>
    public WebSocketCloseStatus Status { get; init; }

    /// <summary>True once nothing is missing.</summary>
    public bool IsReady => Volatile.Read(ref _open) == 0;

    /// <summary>One of its pieces has been answered or has failed. Any thread.</summary>
    public void PieceDone()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            queue.Pump();
        }
    }

    /// <summary>Fails what has not been answered.</summary>
    public void GiveUpAll(string why)
    {
        GiveUp(why);
        foreach (FurtherPiece piece in Further ?? [])
        {
            piece.GiveUp(why);
        }
    }

    /// <inheritdoc/>
    protected override void OnDone() => PieceDone();
}
