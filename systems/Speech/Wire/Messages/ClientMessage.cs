using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Millrace.Speech.Wire.Json;

namespace Millrace.Speech.Wire;

/// <summary>A client's text message. It looks into the bytes that it was read from, and makes nothing until it is asked.</summary>
public readonly ref struct ClientMessage
{
    // Of a stranger's word only so much is told back to him.
    private const int LongestTypeSaid = 128;

    private readonly ReadOnlySpan<byte> _raw;
    private readonly bool _hasEscapes;
    private readonly bool _isText;

    internal ClientMessage(ClientMessageKind kind, ReadOnlySpan<byte> raw = default, bool hasEscapes = false, bool isText = false)
    {
        Kind = kind;
        _raw = raw;
        _hasEscapes = hasEscapes;
        _isText = isText;
    }

    /// <summary>What it is.</summary>
    public ClientMessageKind Kind { get; }

    /// <summary>
    /// How many bytes of PCM the audio has, if its base64 is right: to be compared with the limit before a buffer is taken. Exact, also where signs of it are escaped.
    /// </summary>
    public int AudioSize
    {
        get
        {
            if (Kind != ClientMessageKind.Audio)
            {
                return 0;
            }

            int signs = 0;
            int padding = 0;
            if (_hasEscapes)
            {
                ReadOnlySpan<byte> rest = _raw;
                while (!rest.IsEmpty)
                {
                    padding = JsonEscapes.Next(ref rest) == '=' ? padding + 1 : 0;
                    signs++;
                }
            }
            else
            {
                signs = _raw.Length;
                padding = Padding(_raw);
            }

            return Math.Max(0, (signs / 4 * 3) - Math.Min(padding, 2));
        }
    }

    /// <summary>The type as the client said it, for the answer <c>UNKNOWN_TYPE</c>: <c>None</c> for a missing one, a value that is no text as it stood; cut after 128 bytes.</summary>
    public string TypeAsSaid
    {
        get
        {
            if (Kind != ClientMessageKind.UnknownType || _raw.IsEmpty)
            {
                return _isText ? "" : "None";
            }

            ReadOnlySpan<byte> said = Cut(_raw, _hasEscapes, out bool isCut);
            string text = _isText ? JsonEscapes.TextOf(said, _hasEscapes) : Word(said);
            return isCut ? text + "…" : text;
        }
    }

    /// <summary>
    /// Decodes the audio into <paramref name="pcm"/>, which has room for <see cref="AudioSize"/>. False where it is not base64 (RFC 4648 section 4: with padding, without white
    /// space), which is <see cref="SpeechCodes.InvalidAudio"/>.
    /// </summary>
    public bool TryReadAudio(Span<byte> pcm, out int written)
    {
        written = 0;
        return Kind == ClientMessageKind.Audio && (_hasEscapes ? DecodeEscaped(_raw, pcm, out written) : Decode(_raw, pcm, out written));
    }

    /// <summary>The same, into a writer. Where it is false, the writer got nothing.</summary>
    public bool TryReadAudio(IBufferWriter<byte> pcm)
    {
        ArgumentNullException.ThrowIfNull(pcm);
        if (!TryReadAudio(pcm.GetSpan(Math.Max(1, AudioSize)), out int written))
        {
            return false;
        }

        pcm.Advance(written);
        return true;
    }

    // The platform's decoder skips white space; then fewer bytes come out than so many signs must give.
    private static bool Decode(ReadOnlySpan<byte> base64, Span<byte> pcm, out int written)
    {
        written = 0;
        if (base64.Length % 4 != 0)
        {
            return false;
        }

        bool isRight = Base64.DecodeFromUtf8(base64, pcm, out _, out written) == OperationStatus.Done && written == (base64.Length / 4 * 3) - Padding(base64);
        written = isRight ? written : 0;
        return isRight;
    }

    private static bool DecodeEscaped(ReadOnlySpan<byte> raw, Span<byte> pcm, out int written)
    {
        written = 0;
        Span<byte> signs = stackalloc byte[1024];
        int total = 0;
        while (!raw.IsEmpty)
        {
            int count = 0;
            while (count < signs.Length && !raw.IsEmpty)
            {
                int unit = JsonEscapes.Next(ref raw);
                if (unit > 0x7F)
                {
                    return false;
                }

                signs[count++] = (byte)unit;
            }

            // Padding belongs at the very end.
            if (!Decode(signs[..count], pcm[total..], out int decoded) || (!raw.IsEmpty && Padding(signs[..count]) > 0))
            {
                return false;
            }

            total += decoded;
        }

        written = total;
        return true;
    }

    private static int Padding(ReadOnlySpan<byte> base64) => base64 switch
    {
        [.., (byte)'=', (byte)'='] => 2,
        [.., (byte)'='] => 1,
        _ => 0,
    };

    private static string Word(ReadOnlySpan<byte> raw) => raw switch
    {
        _ when raw.SequenceEqual("null"u8) => "None",
        _ when raw.SequenceEqual("true"u8) => "True",
        _ when raw.SequenceEqual("false"u8) => "False",
        _ => Encoding.UTF8.GetString(raw),
    };

    // Neither through an escape nor through a character.
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> raw, bool hasEscapes, out bool isCut)
    {
        isCut = raw.Length > LongestTypeSaid;
        if (!isCut)
        {
            return raw;
        }

        int length = 0;
        ReadOnlySpan<byte> rest = raw;
        while (raw.Length - rest.Length <= LongestTypeSaid)
        {
            length = raw.Length - rest.Length;
            if (hasEscapes && rest[0] == (byte)'\\')
            {
                _ = JsonEscapes.Next(ref rest);
            }
            else
            {
                _ = Rune.DecodeFromUtf8(rest, out _, out int size);
                rest = rest[size..];
            }
        }

        return raw[..length];
    }
}
