using System.Diagnostics;
using System.Text;

namespace Millrace.Live.Wire;

/// <summary>
/// Writes one frame after another into one growing buffer; here is what patches and documents share: texts, names and trees. A tree is written in pre-order:
/// an <see cref="Element"/>, its <see cref="Attribute"/>s, then its children. Once its buffer has grown, a frame allocates nothing.
/// </summary>
public abstract class TreeWriter
{
    private const int FirstCapacity = 512;
    private const int LargestKept = 256 * 1024;
    private const int LargestAtAll = 1024 * 1024;

    private readonly SharedTexts _texts = new();
    private byte[] _buffer = new byte[FirstCapacity];
    private uint _nextId;

    private protected TreeWriter()
    {
    }

    /// <summary>Bytes of the frame so far.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes that are held in memory.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Gives a large buffer back, once the frame that stood in it is done with: a writer that many take turns with must not keep the largest frame there ever was.</summary>
    public void Release()
    {
        if (_buffer.Length > LargestAtAll)
        {
            _buffer = new byte[FirstCapacity];
        }
    }

    /// <summary>An element: as many calls of <see cref="Attribute"/> and then as many children follow as is said here.</summary>
    public void Element(uint id, string tag, int attributes, int children)
    {
        ArgumentNullException.ThrowIfNull(tag);
        Node(1, id);
        Name(tag);
        Number((uint)attributes);
        if (attributes == 0)
        {
            Number((uint)children);
            return;
        }

        // The number of children stands after the attributes; it is remembered until the last of them has been written.
        Debug.Assert(_attributesLeft == 0, "the attributes of the element before are not complete");
        _attributesLeft = attributes;
        _children = (uint)children;
    }

    /// <summary>An attribute of the element that was written last.</summary>
    public void Attribute(string name, ReadOnlySpan<char> value)
    {
        if (_attributesLeft == 0)
        {
            throw new InvalidOperationException($"Attribute {name} is one more than its element was said to have.");
        }

        Name(name);
        Shared(value);
        if (--_attributesLeft == 0)
        {
            Number(_children);
        }
    }

    /// <summary>A text.</summary>
    public void TextNode(uint id, ReadOnlySpan<char> value)
    {
        Node(2, id);
        Shared(value);
    }

    /// <summary>HTML that is trusted: the only child of its element.</summary>
    public void Raw(uint id, ReadOnlySpan<char> html)
    {
        Node(3, id);
        Shared(html);
    }

    private int _attributesLeft;
    private uint _children;

    private protected byte[] Buffer => _buffer;

    private protected void Clear(FrameKind kind)
    {
        if (_buffer.Length > LargestAtAll || (_buffer.Length > LargestKept && Length < _buffer.Length / 8))
        {
            _buffer = new byte[FirstCapacity];
        }

        _texts.Clear();
        _attributesLeft = 0;
        Length = 0;
        Byte((byte)kind);
    }

    private protected void BeginTree(uint firstId) => _nextId = firstId;

    private protected ReadOnlyMemory<byte> Finish()
    {
        if (_attributesLeft != 0)
        {
            throw new InvalidOperationException($"An element has {_attributesLeft} attributes fewer than it was said to have.");
        }

        return Length <= LiveProtocol.LargestServerFrame
            ? _buffer.AsMemory(0, Length)
            : throw new InvalidOperationException($"The frame has {Length} bytes, and a frame may have {LiveProtocol.LargestServerFrame}: the page is too large.");
    }

    private protected void Byte(byte value) => Room(1)[Length++] = value;

    private protected void Number(uint value)
    {
        byte[] buffer = Room(WireSizes.LongestNumber);
        if (value < 0x80)
        {
            buffer[Length++] = (byte)value;
            return;
        }

        Length += WireSizes.Write(buffer.AsSpan(Length), value);
    }

    private protected void Signed(int value) => Number(WireSizes.Zigzag(value));

    private protected void Name(string name)
    {
        byte code = WellKnownNames.CodeOf(name);
        Byte(code);
        if (code == 0)
        {
            Shared(name);
        }
    }

    /// <summary>A text: the number of the same one before it in this frame, or its bytes.</summary>
    private protected void Shared(ReadOnlySpan<char> text)
    {
        // The length stands before the bytes and is not known before they are. ASCII is the guess; where it was wrong and the length takes more bytes, the text is moved.
        byte[] buffer = Room((long)text.Length * 3 + WireSizes.LongestNumber);
        int head = WireSizes.Of((uint)text.Length * 2);
        int start = Length + head;
        int length = Encoding.UTF8.GetBytes(text, buffer.AsSpan(start));
        int needed = length == text.Length ? head : WireSizes.Of((uint)length * 2);
        if (needed != head)
        {
            buffer.AsSpan(start, length).CopyTo(buffer.AsSpan(Length + needed));
            start = Length + needed;
        }

        int earlier = length >= SharedTexts.Shortest ? _texts.FindOrAdd(buffer, start, length) : -1;
        if (earlier >= 0)
        {
            Number(((uint)earlier * 2) + 1);
            return;
        }

        WireSizes.Write(buffer.AsSpan(Length), (uint)length * 2);
        Length = start + length;
    }

    private void Node(byte kind, uint id)
    {
        if (id == _nextId)
        {
            Byte(kind);
        }
        else
        {
            Byte((byte)(kind | 0x80));
            Signed((int)(id - _nextId));
        }

        _nextId = id + 1;
    }

    private byte[] Room(long bytes)
    {
        if (_buffer.Length - Length >= bytes)
        {
            return _buffer;
        }

        long needed = Math.Max(_buffer.Length * 2L, Length + bytes);
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException($"A frame of {needed} bytes cannot be written: the page is too large.");
        }

        Array.Resize(ref _buffer, (int)needed);
        return _buffer;
    }
}
