using System.Buffers;

namespace Millrace.Testing;

/// <summary>One way in which a stream may hand over the same bytes: a name for the failure message and the pieces in order.</summary>
public sealed class Segmentation(string name, IReadOnlyList<ReadOnlyMemory<byte>> segments)
{
    /// <summary>What is hostile about it, for the message of a failing assert.</summary>
    public string Name { get; } = name;

    /// <summary>The pieces, in order. None is empty unless the whole is.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Segments { get; } = segments;

    /// <summary>The same pieces as one sequence, for parsers that read across segments.</summary>
    public ReadOnlySequence<byte> ToSequence()
    {
        Piece? first = null;
        Piece? last = null;
        foreach (ReadOnlyMemory<byte> memory in Segments)
        {
            last = last is null ? first = new Piece(memory, 0) : last.Append(memory);
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    /// <inheritdoc />
    public override string ToString() => Name;

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
