using System.Text;

namespace Millrace.Gateway.Load;

/// <summary>
/// The text of every message of a run, stamped in place with a client's number and a sequence number. ASCII that is valid JSON; numbers are
/// hexadecimal strings of fixed width, so that every message has the same length and an echo can be checked byte by byte.
/// </summary>
/// <remarks>
/// <code>
/// {"c":"00000001","s":"000000000000002a","d":"kq3x..."}
///       6        14   21              37   44      ^ -2
/// </code>
/// The filler is the same in all messages of a run and follows from its seed.
/// </remarks>
internal sealed class EchoPayload
{
    /// <summary>The least a message can weigh, in bytes: everything but the filler.</summary>
    public const int MinBytes = 46;

    private const int ClientAt = 6;
    private const int ClientDigits = 8;
    private const int SequenceAt = 21;
    private const int SequenceDigits = 16;
    private const int AfterSequence = SequenceAt + SequenceDigits;

    private readonly byte[] _bytes;

    public EchoPayload(int length, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, MinBytes);
        _bytes = new byte[length];
        Encoding.ASCII.GetBytes("{\"c\":\"00000000\",\"s\":\"0000000000000000\",\"d\":\"", _bytes);
        Filler.Write(_bytes.AsSpan((MinBytes - 2)..^2), seed);
        "\"}"u8.CopyTo(_bytes.AsSpan(length - 2));
    }

    public int Length => _bytes.Length;

    /// <summary>The message of a client under a number; valid until the next one is stamped.</summary>
    public ReadOnlyMemory<byte> Stamp(int client, long sequence)
    {
        HexField.Write(_bytes.AsSpan(ClientAt, ClientDigits), (ulong)(uint)client);
        HexField.Write(_bytes.AsSpan(SequenceAt, SequenceDigits), (ulong)sequence);
        return _bytes;
    }

    /// <summary>Reads who sent a message and under which number; false where it is no message of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out int client, out long sequence)
    {
        client = 0;
        sequence = 0;
        if (message.Length < MinBytes
            || !HexField.TryParse(message.Slice(ClientAt, ClientDigits), out ulong who)
            || !HexField.TryParse(message.Slice(SequenceAt, SequenceDigits), out ulong number))
        {
            return false;
        }

        client = unchecked((int)who);
        sequence = unchecked((long)number);
        return true;
    }

    /// <summary>True where a message is one of this run, but for its two numbers.</summary>
    public bool Matches(ReadOnlySpan<byte> message) =>
        message.Length == _bytes.Length
        && message[..ClientAt].SequenceEqual(_bytes.AsSpan(0, ClientAt))
        && message[(ClientAt + ClientDigits)..SequenceAt].SequenceEqual(_bytes.AsSpan((ClientAt + ClientDigits)..SequenceAt))
        && message[AfterSequence..].SequenceEqual(_bytes.AsSpan(AfterSequence));
}
