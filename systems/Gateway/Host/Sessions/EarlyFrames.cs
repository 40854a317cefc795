namespace Millrace.Gateway.Host.Sessions;

/// <summary>What is sent to a client between its acceptance and its 101, in order and within the limits of a send queue.</summary>
internal sealed class EarlyFrames(int maxBytes, int maxFrames)
{
    private readonly Queue<byte[]> _frames = new();
    private int _bytes;

    /// <summary>Keeps one frame; false when there is no room for it.</summary>
    public bool TryAdd(ReadOnlySpan<byte> frame)
    {
        if (_frames.Count >= maxFrames || frame.Length > maxBytes - _bytes)
        {
            return false;
        }

        _frames.Enqueue(frame.ToArray());
        _bytes += frame.Length;
        return true;
    }

    /// <summary>Takes the oldest frame away; false when there is none.</summary>
    public bool TryTake(out ReadOnlySpan<byte> frame)
    {
        bool found = _frames.TryDequeue(out byte[]? bytes);
        frame = bytes;
        _bytes -= frame.Length;
        return found;
    }
}
