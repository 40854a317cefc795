using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Rendering;

/// <summary>A row for each item. A row whose key and item are as before is kept without running its function again; a row that read signals runs again alone when they change.</summary>
internal sealed class EachNode<T, TKey>(Func<IEnumerable<T>?> items, Func<T, TKey> key, Func<T, Node?> row) : Node, IPageReaction
    where TKey : notnull
{
    private ReactionLinks _links;
    private Func<IEnumerable<T>?> _source = items;
    private Func<T, TKey> _key = key;
    private Func<T, Node?> _row = row;
    private T[] _items = [];
    private object? _list;
    private TKey[] _keys = [];
    private Node[] _rows = [];

    ref ReactionLinks IReaction.Links => ref _links;

    ReactionScheduler? IReaction.Scheduler => FindPage();

    Node? IPageReaction.Place => Parent is null ? null : this;

    internal override Span<Node> Inner => _rows;

    internal override int Size => 160;

    // What compares by itself says by being equal that it looks the same; of other objects nobody knows.
    private static readonly bool HoldsValues = typeof(T).IsValueType || typeof(T).GetMethod(nameof(Equals), [typeof(object)]) is { } equals && equals.DeclaringType != typeof(object);

    private static int RowSize => System.Runtime.CompilerServices.Unsafe.SizeOf<T>() + System.Runtime.CompilerServices.Unsafe.SizeOf<TKey>();

    void IReaction.React()
    {
        if (FindPage() is { } page)
        {
            Run(page, all: false);
        }
    }

    internal override void Mount(MountedPage page)
    {
        _links = new ReactionLinks { Depth = Depth };
        Run(page, all: false);
    }

    internal override void Unmount(MountedPage page)
    {
        Reactions.Dispose(this);
        page.Account(-_rows.Length * (8 + RowSize));
        (_items, _keys, _rows, _list) = ([], [], [], null);
    }

    internal override bool Takes(Node next) => next is EachNode<T, TKey>;

    internal override void Patch(Node next, MountedPage page)
    {
        var newer = (EachNode<T, TKey>)next;
        // A function that captured nothing is the same object again, and gives the same row for the same item. Any other may show something else now.
        bool all = !ReferenceEquals(_row, newer._row);
        (_source, _key, _row) = (newer._source, newer._key, newer._row);
        Run(page, all);
    }

    private void Run(MountedPage page, bool all)
    {
        if (page.Failure is not null)
        {
            return;
        }

        T[] items;
        TKey[] keys;
        object? list;
        try
        {
            using (Tracking.Begin(this))
            {
                IEnumerable<T>? now = _source();
                list = now;
                items = now?.ToArray() ?? [];
                keys = items.Length == 0 ? [] : new TKey[items.Length];
                for (int i = 0; i < items.Length; i++)
                {
                    keys[i] = _key(items[i]);
                }
            }

            if (!page.HasRoom(this, items.Length))
            {
                return;
            }

            int[] sources = RowMatch.Of(_keys, keys);
            // The same list has changed in itself (Mutate), and so may have an item that is equal for being the same object.
            Show(items, keys, sources, all, !HoldsValues && ReferenceEquals(list, _list), page);
            _list = list;
        }
        catch (Exception error)
        {
            page.Failed(this, error, FailurePlace.Render);
        }
    }

    private void Show(T[] items, TKey[] keys, int[] sources, bool all, bool mutated, MountedPage page)
    {
        var rows = new Node[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            int source = sources[i];
            if (source >= 0 && !all && EqualityComparer<T>.Default.Equals(items[i], _items[source]) && !(mutated && ReferenceEquals(items[i], _items[source])))
            {
                rows[i] = _rows[source];
                continue;
            }

            rows[i] = RowRegion<T>.Describe(this, _row, items[i], page);
            if (source >= 0)
            {
                _rows[source] = RowRegion<T>.Meet(_rows[source], rows[i], this, page);
                if (!_rows[source].Takes(rows[i]))
                {
                    sources[i] = -1;
                }
            }
        }

        int before = _rows.Length;
        KeyedChildren.Rearrange(this, _rows, rows, sources, page);
        (_items, _keys, _rows) = (items, keys, rows);
        page.Account((rows.Length - before) * (8 + RowSize));
    }
}
