using System.Buffers;
using System.Text.Unicode;

namespace Millrace.Gateway.Wire.Json;

/// <summary>One id in a buffer that is used again for each line.</summary>
internal sealed class IdText(int maxLength = IdText.MaxLength)
{
    /// <summary>The longest id that the gateway takes from a backend, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>
    /// The longest that a backend takes from a gateway: a client's path becomes its room, other gateways bound it later than ours, and an id that is
    /// refused would cost the event.
    /// </summary>
    public const int MaxFromGateway = 4096;

    private const int SmallEscaped = 6 * MaxLength;

    private readonly char[] _chars = new char[maxLength];
    private int _length;

    /// <summary>The longest that is taken, in characters.</summary>
    public int Most => _chars.Length;

    public ReadOnlySpan<char> Value => _chars.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Takes the inside of a JSON string in valid UTF-8; false where it is longer than <see cref="Most"/>, and the id is empty then.</summary>
    public bool TrySet(ReadOnlySpan<byte> json, bool isEscaped)
    {
        _length = 0;
        // A character takes 6 bytes on the line where it is escaped, and at most 3 after that.
        if (json.Length > 6 * Most)
        {
            return false;
        }

        if (!isEscaped)
        {
            return TryTranscode(json);
        }

        byte[]? rented = json.Length > SmallEscaped ? ArrayPool<byte>.Shared.Rent(json.Length) : null;
        Span<byte> plain = rented ?? stackalloc byte[SmallEscaped];
        bool fits = TryTranscode(plain[..JsonText.Unescape(json, plain)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return fits;
    }

    private bool TryTranscode(ReadOnlySpan<byte> utf8)
    {
        bool fits = Utf8.ToUtf16(utf8, _chars, out _, out int written) == OperationStatus.Done;
        _length = fits ? written : 0;
        return fits;
    }
}
