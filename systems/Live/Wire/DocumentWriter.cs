namespace Millrace.Live.Wire;

/// <summary>Writes document frames: <see cref="Begin"/>, the children of the root, <see cref="End"/>.</summary>
public sealed class DocumentWriter : TreeWriter
{
    /// <summary>Begins a document; <paramref name="children"/> trees follow.</summary>
    public void Begin(uint sequence, uint lastEvent, ReadOnlySpan<char> title, ReadOnlySpan<char> url, int children)
    {
        Clear(FrameKind.Document);
        Number(sequence);
        Number(lastEvent);
        Shared(title);
        Shared(url);
        Number((uint)children);
        BeginTree(1);
    }

    /// <summary>The frame, valid until the next one begins.</summary>
    public ReadOnlyMemory<byte> End() => Finish();
}
