using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Rendering;

/// <summary>A row of a list that read signals while it was made: it runs again alone when they change. Rows that read none are plain nodes.</summary>
internal sealed class RowRegion<T> : Node, IPageReaction, IOwner
{
    private readonly Node _list;
    private ReactionLinks _links;
    private Owned _owned;
    private Func<T, Node?> _row;
    private T _item;
    private Node? _content;

    private RowRegion(Node list, Func<T, Node?> row, T item)
    {
        (_list, _row, _item) = (list, row, item);
        _links.Depth = (ushort)(list.Depth + 1);
    }

    ref Owned IOwner.Owned => ref _owned;

    ref ReactionLinks IReaction.Links => ref _links;

    ReactionScheduler? IReaction.Scheduler => _list.FindPage();

    Node? IPageReaction.Place => Parent is null ? null : this;

    internal override Span<Node> Inner => Few.Of(ref _content);

    internal override int Size => 96;

    /// <summary>What a row's function describes for an item: a node, or a region where signals were read.</summary>
    internal static Node Describe(Node list, Func<T, Node?> row, T item, MountedPage page)
    {
        var region = new RowRegion<T>(list, row, item);
        region.Build(page, out region._owned);
        if (region._links.Sources is not null)
        {
            return region;
        }

        // A component keeps what it made by itself.
        return region._owned.IsEmpty || region._content is Component ? region._content ?? Fragment.Empty() : region;
    }

    /// <summary>Puts a region around a plain row where the row described next is a region, so that the row itself stays.</summary>
    internal static Node Meet(Node old, Node next, Node list, MountedPage page)
    {
        if (next is not RowRegion<T> newer || old is RowRegion<T>)
        {
            return old;
        }

        var region = new RowRegion<T>(list, newer._row, newer._item) { Parent = list, Depth = old.Depth, _content = old };
        old.Parent = region;
        page.Wrapped(region);
        return region;
    }

    void IReaction.React()
    {
        if (Parent is not null && FindPage() is { } page)
        {
            Run(page);
        }
    }

    internal override void Mount(MountedPage page)
    {
        if (_links.State == ReactionState.Disposed)
        {
            _links = default;
            Build(page, out _owned);
        }

        _links.Depth = Depth;
        page.MountAll(this, Inner);
        Owned made = _owned;
        _owned = default;
        page.SettleMade(made, ref _owned, this);
    }

    internal override void Unmount(MountedPage page)
    {
        Reactions.Dispose(this);
        page.EndOwned(ref _owned, this);
    }

    internal override bool Takes(Node next) => true;

    internal override void Patch(Node next, MountedPage page)
    {
        if (next is not RowRegion<T> newer)
        {
            Reactions.Dispose(this);
            _links = new ReactionLinks { Depth = Depth };
            _content = Diff.Single(this, _content, next, page);
            return;
        }

        // The newer one has read its signals, and is gone after this: what it read has to be read here.
        (_row, _item) = (newer._row, newer._item);
        newer.Unmount(page);
        Run(page);
    }

    private void Run(MountedPage page)
    {
        Node? before = _content;
        if (!Build(page, out Owned made))
        {
            return;
        }

        Node? next = _content;
        _content = before;
        _content = Diff.Single(this, before, next, page);
        page.SettleMade(made, ref _owned, this);
    }

    private bool Build(MountedPage page, out Owned made)
    {
        made = default;
        if (page.Failure is not null)
        {
            return false;
        }

        try
        {
            using (Tracking.Begin(this))
            using (page.Own(_list))
            {
                _content = _row(_item);
            }

            made = page.TakeMade();
            return true;
        }
        catch (Exception error)
        {
            made = page.TakeMade();
            page.EndOwned(ref made, _list);
            page.Failed(_list, error, FailurePlace.Render);
            return false;
        }
    }
}
