using System.Text;

namespace Millrace.Live.Wire;

/// <summary>What a client or a test wants to know of the document.</summary>
public sealed partial class LiveDocument
{
    /// <summary>The first element with that tag, in the order of the document; 0 for none.</summary>
    public uint FirstElement(string tag) => First(entry => entry.Kind == NodeTable.NodeKind.Element && (string)entry.Content! == tag);

    /// <summary>The first element whose attribute has that value, in the order of the document; 0 for none.</summary>
    public uint FirstWith(string attribute, string value) => First(entry => Value(entry, attribute) == value);

    /// <summary>Whether there is such a node.</summary>
    public bool Contains(uint node) => _nodes.Find(node) != NodeTable.None;

    /// <summary>An element's tag; null for other nodes and where there is none.</summary>
    public string? Tag(uint node) => _nodes.Find(node) is >= 0 and int place && _nodes[place].Kind == NodeTable.NodeKind.Element ? (string)_nodes[place].Content! : null;

    /// <summary>The value of an element's attribute; null where it has none.</summary>
    public string? Attribute(uint node, string name) => _nodes.Find(node) is >= 0 and int place ? Value(_nodes[place], name) : null;

    /// <summary>The children of a node, in order.</summary>
    public IReadOnlyList<uint> Children(uint node)
    {
        var children = new List<uint>();
        int place = _nodes.Find(node);
        for (int child = place < 0 ? NodeTable.None : _nodes[place].First; child != NodeTable.None; child = _nodes[child].Next)
        {
            children.Add(_nodes[child].Id);
        }

        return children;
    }

    /// <summary>All text in and below a node, raw HTML left out.</summary>
    public string Text(uint node)
    {
        int place = _nodes.Find(node);
        if (place == NodeTable.None)
        {
            return "";
        }

        var text = new StringBuilder();
        Collect(place, text);
        return text.ToString();
    }

    private void Collect(int place, StringBuilder text)
    {
        if (_nodes[place].Kind == NodeTable.NodeKind.Text)
        {
            text.Append(Encoding.UTF8.GetString((byte[])_nodes[place].Content!));
        }

        for (int child = _nodes[place].First; child != NodeTable.None; child = _nodes[child].Next)
        {
            Collect(child, text);
        }
    }

    private uint First(Func<NodeTable.Entry, bool> wanted)
    {
        int place = 0;
        while (place != NodeTable.None)
        {
            if (wanted(_nodes[place]))
            {
                return _nodes[place].Id;
            }

            int next = _nodes[place].First;
            while (next == NodeTable.None && place > 0)
            {
                next = _nodes[place].Next;
                place = next == NodeTable.None ? _nodes[place].Parent : place;
            }

            place = next;
        }

        return 0;
    }

    private static string? Value(in NodeTable.Entry entry, string name)
    {
        foreach (DocumentAttribute attribute in entry.Attributes ?? [])
        {
            if (attribute.Name == name)
            {
                return Encoding.UTF8.GetString(attribute.Utf8Value);
            }
        }

        return null;
    }
}
