namespace Millrace.Gateway.Client.Connections;

/// <summary>Whole lines on their way out: a buffer that grows, is written in one piece and used again.</summary>
/// <param name="mostKept">What one huge message made it grow to beyond this is not kept for ever, in bytes.</param>
internal sealed class LineBuffer(long mostKept)
{
    private const int FirstSize = 16 * 1024;
    private byte[] _bytes = new byte[FirstSize];

    public int Length { get; private set; }

    /// <summary>How many of the lines are messages and other actions: all but acknowledgements and heartbeats.</summary>
    public int Actions { get; set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> line)
    {
        int needed = checked(Length + line.Length);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)_bytes.Length * 2, needed)));
        }

        line.CopyTo(_bytes.AsSpan(Length));
        Length = needed;
    }

    public void Clear()
    {
        Length = 0;
        Actions = 0;
        if (_bytes.Length > mostKept)
        {
            _bytes = new byte[FirstSize];
        }
    }
}
