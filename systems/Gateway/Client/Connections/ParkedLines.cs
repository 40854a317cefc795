namespace Millrace.Gateway.Client.Connections;

/// <summary>Events that have come while handlers are too many, as their lines, in order. On the reading loop.</summary>
internal sealed class ParkedLines
{
    // What a line costs beside its bytes, roughly, so that many short ones count too.
    private const int Overhead = 64;
    private readonly Queue<byte[]> _lines = [];

    public bool IsEmpty => _lines.Count == 0;

    /// <summary>What they hold, in bytes.</summary>
    public long Bytes { get; private set; }

    public void Add(ReadOnlySpan<byte> line)
    {
        _lines.Enqueue(line.ToArray());
        Bytes += line.Length + Overhead;
    }

    public byte[] Take()
    {
        byte[] line = _lines.Dequeue();
        Bytes -= line.Length + Overhead;
        return line;
    }
}
