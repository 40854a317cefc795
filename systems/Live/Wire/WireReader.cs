using System.Text;
using System.Text.Unicode;

namespace Millrace.Live.Wire;

/// <summary>
/// Reads the parts of a frame one after another. After the first thing that is wrong it stays where it is and gives zeros and nothing,
/// so that a layout can be read without a question after each part; <see cref="Error"/> says what was wrong.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> frame, int position)
{
    private readonly ReadOnlySpan<byte> _frame = frame;

    public int Position { get; private set; } = position;

    public WireError Error { get; private set; }

    public readonly bool Failed => Error.Reason is not null;

    public readonly bool AtEnd => Position >= _frame.Length;

    public byte Byte()
    {
        if (Failed)
        {
            return 0;
        }

        if (AtEnd)
        {
            Fail("the frame ends too early");
            return 0;
        }

        return _frame[Position++];
    }

    /// <summary>A byte of at most <paramref name="highest"/>.</summary>
    public byte Byte(byte highest, string reason)
    {
        byte value = Byte();
        if (value > highest)
        {
            Fail(reason, Position - 1);
            return 0;
        }

        return value;
    }

    public uint Number()
    {
        if (!Failed && Position < _frame.Length && _frame[Position] < 0x80)
        {
            return _frame[Position++];
        }

        return (uint)Long(5, 0x0F);
    }

    public ulong Long() => Long(10, 1);

    public int Signed()
    {
        uint zigzag = Number();
        return (int)(zigzag >> 1) ^ -(int)(zigzag & 1);
    }

    public ReadOnlySpan<byte> Text()
    {
        uint length = Number();
        return Utf8Bytes(length);
    }

    public ReadOnlySpan<byte> Rest() => Utf8Bytes((uint)(_frame.Length - Position));

    /// <summary>That many bytes of well-formed UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Bytes(uint length)
    {
        if (Failed)
        {
            return default;
        }

        if (length > (uint)(_frame.Length - Position))
        {
            Fail("a text is longer than what is left of the frame");
            return default;
        }

        ReadOnlySpan<byte> text = _frame.Slice(Position, (int)length);
        if (!Utf8.IsValid(text))
        {
            Fail("a text is not UTF-8");
            return default;
        }

        Position += (int)length;
        return text;
    }

    public string String()
    {
        ReadOnlySpan<byte> text = Text();
        return text.IsEmpty ? "" : Encoding.UTF8.GetString(text);
    }

    /// <summary>A number of things that follow.</summary>
    public int Count(int most)
    {
        int at = Position;
        uint count = Number();
        if (count > (uint)most)
        {
            Fail("more things in one frame than it may have", at);
            return 0;
        }

        return (int)count;
    }

    /// <summary>The frame must end here.</summary>
    public void End()
    {
        if (!Failed && !AtEnd)
        {
            Fail("the frame goes on after its end");
        }
    }

    public void Fail(string reason) => Fail(reason, Position);

    public void Fail(string reason, int offset)
    {
        if (!Failed)
        {
            Error = new WireError(offset, reason);
        }
    }

    private ulong Long(int most, byte lastMost)
    {
        int start = Position;
        ulong value = 0;
        for (int i = 0; i < most; i++)
        {
            byte next = Byte();
            if (Failed)
            {
                return 0;
            }

            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                if ((next == 0 && i > 0) || (i == most - 1 && next > lastMost))
                {
                    break;
                }

                return value;
            }
        }

        Fail("a number is too large or not in its shortest form", start);
        return 0;
    }

    /// <summary>A reader behind the first byte of a frame, which has to be of this kind.</summary>
    public static WireReader Begin(ReadOnlySpan<byte> frame, FrameKind kind)
    {
        var reader = new WireReader(frame, 0);
        if (reader.Byte() != (byte)kind)
        {
            reader.Fail("the frame is of another kind", 0);
        }

        return reader;
    }

    /// <summary>Whether the frame was well formed and is used up; where it was not, <paramref name="value"/> becomes the default.</summary>
    public bool Done<T>(ref T value, out WireError error)
        where T : struct
    {
        End();
        error = Error;
        value = error.IsError ? default : value;
        return !error.IsError;
    }
}
