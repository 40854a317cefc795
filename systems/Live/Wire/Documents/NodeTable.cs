using System.Numerics;

namespace Millrace.Live.Wire;

/// <summary>
/// The nodes of one document in one array, linked by their places in it, and found by id through a small table: about 60 bytes a node, and nothing for the collector to walk but
/// names and texts. The root has id 0 and place 0.
/// </summary>
internal sealed class NodeTable
{
    public const int None = -1;

    private Entry[] _entries = new Entry[8];
    private int[] _heads = new int[8];
    private int _used;
    private int _free = None;

    public NodeTable() => Clear();

    public enum NodeKind : byte
    {
        Root,
        Element,
        Text,
        Raw,
    }

    /// <summary>Nodes, the root among them.</summary>
    public int Count { get; private set; }

    public ref Entry this[int place] => ref _entries[place];

    /// <summary>Takes all nodes away but the root.</summary>
    public void Clear()
    {
        Array.Clear(_entries, 0, _used);
        Array.Clear(_heads);
        _used = 0;
        _free = None;
        Count = 0;
        Add(0, NodeKind.Root, null);
    }

    /// <summary>Where the node of that id is; <see cref="None"/> where there is none.</summary>
    public int Find(uint id)
    {
        int place = _heads[id & (uint)(_heads.Length - 1)] - 1;
        while (place >= 0 && _entries[place].Id != id)
        {
            place = _entries[place].Chain;
        }

        return place;
    }

    /// <summary>A new node without a place in the tree.</summary>
    public int Add(uint id, NodeKind kind, object? content)
    {
        if (Count >= _heads.Length)
        {
            Grow();
        }

        int place = _free;
        if (place == None)
        {
            if (_used == _entries.Length)
            {
                Array.Resize(ref _entries, _used + Math.Max(8, _used / 2));
            }

            place = _used++;
        }
        else
        {
            _free = _entries[place].Next;
        }

        ref int head = ref _heads[id & (uint)(_heads.Length - 1)];
        _entries[place] = new Entry
        {
            Id = id,
            Kind = kind,
            Content = content,
            Parent = None,
            First = None,
            Last = None,
            Next = None,
            Previous = None,
            Chain = head - 1,
        };
        head = place + 1;
        Count++;
        return place;
    }

    /// <summary>Puts a node below another, before one of its children or last.</summary>
    public void Link(int place, int parent, int before)
    {
        ref Entry node = ref _entries[place];
        ref Entry above = ref _entries[parent];
        node.Parent = parent;
        node.Next = before;
        node.Previous = before == None ? above.Last : _entries[before].Previous;
        if (node.Previous == None)
        {
            above.First = place;
        }
        else
        {
            _entries[node.Previous].Next = place;
        }

        if (before == None)
        {
            above.Last = place;
        }
        else
        {
            _entries[before].Previous = place;
        }
    }

    /// <summary>Takes a node, with all below it, out of its place in the tree.</summary>
    public void Unlink(int place)
    {
        ref Entry node = ref _entries[place];
        ref Entry above = ref _entries[node.Parent];
        if (node.Previous == None)
        {
            above.First = node.Next;
        }
        else
        {
            _entries[node.Previous].Next = node.Next;
        }

        if (node.Next == None)
        {
            above.Last = node.Previous;
        }
        else
        {
            _entries[node.Next].Previous = node.Previous;
        }

        node.Parent = node.Next = node.Previous = None;
    }

    /// <summary>Forgets a node that was unlinked, and all below it.</summary>
    public void Forget(int place)
    {
        for (int child = _entries[place].First; child != None;)
        {
            int next = _entries[child].Next;
            Forget(child);
            child = next;
        }

        uint id = _entries[place].Id;
        ref int head = ref _heads[id & (uint)(_heads.Length - 1)];
        if (head - 1 == place)
        {
            head = _entries[place].Chain + 1;
        }
        else
        {
            int previous = head - 1;
            while (_entries[previous].Chain != place)
            {
                previous = _entries[previous].Chain;
            }

            _entries[previous].Chain = _entries[place].Chain;
        }

        _entries[place] = new Entry { Next = _free };
        _free = place;
        Count--;
    }

    private void Grow()
    {
        int[] old = _heads;
        _heads = new int[(int)BitOperations.RoundUpToPowerOf2((uint)(Count + 1))];
        foreach (int head in old)
        {
            for (int place = head - 1; place >= 0;)
            {
                int next = _entries[place].Chain;
                ref int target = ref _heads[_entries[place].Id & (uint)(_heads.Length - 1)];
                _entries[place].Chain = target - 1;
                target = place + 1;
                place = next;
            }
        }
    }

    public struct Entry
    {
        public object? Content;
        public DocumentAttribute[]? Attributes;
        public uint Id;
        public int Parent;
        public int First;
        public int Last;
        public int Next;
        public int Previous;
        public int Chain;
        public NodeKind Kind;
    }
}
