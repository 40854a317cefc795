using System.Buffers;

namespace Millrace.Speech.Wire.Json;

/// <summary>
/// Walks over JSON (RFC 8259) of a stranger's without making anything of it. Unlike the platform's reader it says false where that throws, which a stranger could have it do at
/// the price of a packet each; and it hands out a string's raw bytes whatever their length.
/// </summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> text)
{
    // Depth costs stack: no message of ours nests deeper than three.
    private const int DeepestNesting = 32;

    private static readonly SearchValues<byte> s_endsString = SearchValues.Create(EndsString());

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    /// <summary>Whether only white space is left.</summary>
    public bool AtEnd()
    {
        SkipSpace();
        return _at == _text.Length;
    }

    /// <summary>Takes one sign, white space before it skipped.</summary>
    public bool Take(byte sign)
    {
        SkipSpace();
        if (_at >= _text.Length || _text[_at] != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>The sign that comes next, white space skipped; 0 at the end.</summary>
    public byte Peek()
    {
        SkipSpace();
        return _at < _text.Length ? _text[_at] : (byte)0;
    }

    /// <summary>Takes a string; <paramref name="raw"/> is what stands between its quotes, escapes as they are.</summary>
    public bool String(out ReadOnlySpan<byte> raw, out bool hasEscapes)
    {
        raw = default;
        hasEscapes = false;
        if (!Take((byte)'"'))
        {
            return false;
        }

        int start = _at;
        while (true)
        {
            int length = _text[_at..].IndexOfAny(s_endsString);
            if (length < 0)
            {
                return false;
            }

            _at += length;
            switch (_text[_at])
            {
                case (byte)'"':
                    raw = _text[start.._at];
                    _at++;
                    return true;

                case (byte)'\\':
                    int size = JsonEscapes.SizeAt(_text[_at..]);
                    if (size == 0)
                    {
                        return false;
                    }

                    hasEscapes = true;
                    _at += size;
                    break;

                default: // A control character.
                    return false;
            }
        }
    }

    /// <summary>Takes any value; <paramref name="raw"/> is its text.</summary>
    public bool Value(out ReadOnlySpan<byte> raw)
    {
        SkipSpace();
        int start = _at;
        bool isWhole = SkipValue(DeepestNesting);
        raw = isWhole ? _text[start.._at] : default;
        return isWhole;
    }

    private static byte[] EndsString()
    {
        List<byte> ends = [(byte)'"', (byte)'\\'];
        for (byte control = 0; control < 0x20; control++)
        {
            ends.Add(control);
        }

        return [.. ends];
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            _at++;
        }
    }

    private bool SkipValue(int depth) => Peek() switch
    {
        (byte)'"' => String(out _, out _),
        (byte)'{' => depth > 0 && SkipObject(depth - 1),
        (byte)'[' => depth > 0 && SkipArray(depth - 1),
        (byte)'t' => Word("true"u8),
        (byte)'f' => Word("false"u8),
        (byte)'n' => Word("null"u8),
        _ => SkipNumber(),
    };

    private bool SkipObject(int depth)
    {
        _at++;
        if (Take((byte)'}'))
        {
            return true;
        }

        do
        {
            if (!String(out _, out _) || !Take((byte)':') || !SkipValue(depth))
            {
                return false;
            }
        }
        while (Take((byte)','));
        return Take((byte)'}');
    }

    private bool SkipArray(int depth)
    {
        _at++;
        if (Take((byte)']'))
        {
            return true;
        }

        do
        {
            if (!SkipValue(depth))
            {
                return false;
            }
        }
        while (Take((byte)','));
        return Take((byte)']');
    }

    private bool Word(ReadOnlySpan<byte> word)
    {
        if (!_text[_at..].StartsWith(word))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private bool SkipNumber()
    {
        Sign((byte)'-');
        if (!Sign((byte)'0') && Digits() == 0)
        {
            return false;
        }

        if (Sign((byte)'.') && Digits() == 0)
        {
            return false;
        }

        if (Sign((byte)'e') || Sign((byte)'E'))
        {
            _ = Sign((byte)'+') || Sign((byte)'-');
            return Digits() > 0;
        }

        return true;
    }

    private bool Sign(byte sign)
    {
        if (_at >= _text.Length || _text[_at] != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    private int Digits()
    {
        int start = _at;
        while (_at < _text.Length && _text[_at] is >= (byte)'0' and <= (byte)'9')
        {
            _at++;
        }

        return _at - start;
    }
}
