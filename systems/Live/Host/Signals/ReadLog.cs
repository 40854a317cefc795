using System.Runtime.InteropServices;

namespace Millrace.Live.Host.Signals;

/// <summary>
/// What running reactions read. Runs nest, so the reads are a stack. A reaction that reads the same as in its last run, in the same order, writes nothing here.
/// </summary>
internal sealed class ReadLog
{
    // A source read again shortly after is recognised by looking back that far; further repetitions are taken out at the end of the run.
    private const int LookBack = 8;
    private const int Searched = 16;
    private readonly HashSet<Readable> _seen = [];
    private List<Readable> _reads = new(64);

    // Of the innermost run.
    internal int Cursor;
    internal int Start;
    internal uint Versions;

    internal int Count => _reads.Count;

    internal void Note(Readable source, IReaction reaction, ReactionScheduler? scheduler)
    {
        ref ReactionLinks links = ref reaction.Links;
        int count = _reads.Count;
        if (count == Start)
        {
            int known = links.Count;
            if (Cursor < known && ReferenceEquals(links[Cursor], source))
            {
                Cursor++;
                Versions += source.Version;
                return;
            }
        }
        for (int index = count - 1, end = Math.Max(Start, count - LookBack); index >= end; index--)
        {
            if (ReferenceEquals(_reads[index], source))
            {
                return;
            }
        }
        for (int index = Cursor - 1, end = Math.Max(0, Cursor - LookBack); index >= end; index--)
        {
            if (ReferenceEquals(links[index], source))
            {
                return;
            }
        }
        source.RefuseForeign(scheduler);
        _reads.Add(source);
        Versions += source.Version;
    }

    /// <summary>Whether something that the innermost run has read has changed since it was read.</summary>
    internal bool HasChanged(in ReactionLinks links)
    {
        uint now = 0;
        for (int index = 0; index < Cursor; index++)
        {
            now += links[index].Version;
        }
        for (int index = Start; index < _reads.Count; index++)
        {
            now += _reads[index].Version;
        }
        return now != Versions;
    }

    /// <summary>Whether the innermost run has read exactly what its reaction had read before.</summary>
    internal bool IsAsBefore(in ReactionLinks links) => _reads.Count == Start && Cursor == links.Count;

    /// <summary>The sources of the innermost run, each once, in the order of reading: nothing, one, or an array of exact length.</summary>
    internal object? Take(in ReactionLinks links)
    {
        int kept = Cursor;
        Span<Readable> added = CollectionsMarshal.AsSpan(_reads)[Start..];
        int fresh = kept + added.Length > Searched ? DropRepeatedBySet(links, added) : DropRepeated(links, added);
        int count = kept + fresh;
        if (count == 0)
        {
            return null;
        }
        if (count == 1)
        {
            return kept == 1 ? links[0] : added[0];
        }
        var sources = new Readable[count];
        for (int index = 0; index < kept; index++)
        {
            sources[index] = links[index];
        }
        added[..fresh].CopyTo(sources.AsSpan(kept));
        return sources;
    }

    internal void Cut()
    {
        CollectionsMarshal.AsSpan(_reads)[Start..].Clear();
        CollectionsMarshal.SetCount(_reads, Start);
        if (Start == 0 && _reads.Capacity > 4096)
        {
            _reads = new List<Readable>(64);
        }
    }

    private int DropRepeated(in ReactionLinks links, Span<Readable> added)
    {
        int fresh = 0;
        foreach (Readable source in added)
        {
            bool repeated = added[..fresh].Contains(source);
            for (int index = 0; index < Cursor && !repeated; index++)
            {
                repeated = ReferenceEquals(links[index], source);
            }
            if (!repeated)
            {
                added[fresh++] = source;
            }
        }
        return fresh;
    }

    private int DropRepeatedBySet(in ReactionLinks links, Span<Readable> added)
    {
        for (int index = 0; index < Cursor; index++)
        {
            _seen.Add(links[index]);
        }
        int fresh = 0;
        foreach (Readable source in added)
        {
            if (_seen.Add(source))
            {
                added[fresh++] = source;
            }
        }
        _seen.Clear();
        return fresh;
    }
}
