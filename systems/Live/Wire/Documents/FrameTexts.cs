using System.Text;

namespace Millrace.Live.Wire;

/// <summary>The literals of the frame that is being read, by number. One for each thread, since a frame is read in one go.</summary>
internal sealed class FrameTexts
{
    [ThreadStatic]
    private static FrameTexts? Mine;

    private (int Start, int Length)[] _places = new (int, int)[16];
    private int _count;

    /// <summary>An empty one.</summary>
    public static FrameTexts Begin()
    {
        FrameTexts texts = Mine ??= new FrameTexts();
        texts._count = 0;
        return texts;
    }

    /// <summary>Reads a shared text.</summary>
    public ReadOnlySpan<byte> Read(scoped ref WireReader reader, ReadOnlySpan<byte> frame)
    {
        int at = reader.Position;
        uint number = reader.Number();
        if ((number & 1) == 1)
        {
            uint index = number >> 1;
            if (index >= (uint)_count)
            {
                reader.Fail("a text refers to one that has not been in this frame", at);
                return default;
            }

            (int start, int length) = _places[index];
            return frame.Slice(start, length);
        }

        int from = reader.Position;
        ReadOnlySpan<byte> text = reader.Utf8Bytes(number >> 1);
        if (text.Length >= SharedTexts.Shortest)
        {
            if (_count == _places.Length)
            {
                Array.Resize(ref _places, _count * 2);
            }

            _places[_count++] = (from, text.Length);
        }

        return text;
    }

    /// <summary>Reads a name.</summary>
    public string Name(scoped ref WireReader reader, ReadOnlySpan<byte> frame)
    {
        int at = reader.Position;
        byte code = reader.Byte();
        if (code > 0)
        {
            string? known = WellKnownNames.NameOf(code);
            if (known is null)
            {
                reader.Fail("there is no well-known name of that number", at);
            }

            return known ?? "";
        }

        ReadOnlySpan<byte> name = Read(ref reader, frame);
        if (name.IsEmpty)
        {
            reader.Fail("a name is empty", at);
        }

        return Encoding.UTF8.GetString(name);
    }
}
