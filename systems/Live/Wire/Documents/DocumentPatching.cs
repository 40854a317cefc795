using System.Text;

namespace Millrace.Live.Wire;

/// <summary>One frame on its way into a document: reads its operations and trees, and refuses what does not fit the nodes that are there.</summary>
internal ref struct DocumentPatching(NodeTable nodes, ReadOnlySpan<byte> frame, WireReader reader, FrameTexts texts)
{
    /// <summary>Deeper trees are refused, so that no frame can use up the stack.</summary>
    private const int Deepest = 1000;

    private const byte Numbered = 0x80;

    private readonly NodeTable _nodes = nodes;
    private readonly ReadOnlySpan<byte> _frame = frame;
    private readonly FrameTexts _texts = texts;
    private WireReader _reader = reader;
    private uint _nextId;
    private uint _node;

    public readonly WireError Error => _reader.Error;

    /// <summary>A shared text as a string.</summary>
    public string Text() => Encoding.UTF8.GetString(Shared());

    /// <summary>Everything after the head of a document.</summary>
    public void Document()
    {
        uint children = _reader.Number();
        if (_reader.Failed)
        {
            return;
        }

        _nodes.Clear();
        _nextId = 1;
        for (uint i = 0; i < children && !_reader.Failed; i++)
        {
            Tree(0, NodeTable.None, 0);
        }

        _reader.End();
    }

    /// <summary>Reads code and node of the next operation; false at the end of the frame and after an error.</summary>
    public bool Next(out PatchOperation operation)
    {
        operation = PatchOperation.None;
        if (_reader.Failed || _reader.AtEnd)
        {
            return false;
        }

        int at = _reader.Position;
        operation = (PatchOperation)_reader.Byte();
        _node = _reader.Number();
        if (operation is >= PatchOperation.PushUrl and <= PatchOperation.Leave && _node != 0)
        {
            _reader.Fail("that operation is of the page, which is node 0", at);
        }

        return !_reader.Failed;
    }

    /// <summary>Applies an operation on a node.</summary>
    public void Apply(PatchOperation operation)
    {
        int at = _reader.Position - 1;
        int place = _nodes.Find(_node);
        if (place == NodeTable.None)
        {
            _reader.Fail($"there is no node {_node}", at);
            return;
        }

        switch (operation)
        {
            case PatchOperation.Text:
                SetText(place, at);
                return;
            case PatchOperation.Insert or PatchOperation.Remove or PatchOperation.Move or PatchOperation.Replace:
                Arrange(operation, place, at);
                return;
            case PatchOperation.Message:
                Shared();
                Shared();
                return;
            default:
                OfElement(operation, place, at);
                return;
        }
    }

    private void SetText(int place, int at)
    {
        if (_nodes[place].Kind != NodeTable.NodeKind.Text)
        {
            _reader.Fail($"node {_node} is not a text", at);
            return;
        }

        ReadOnlySpan<byte> text = Shared();
        if (!_reader.Failed)
        {
            _nodes[place].Content = Utf8Pool.Of(text);
        }
    }

    private void Arrange(PatchOperation operation, int place, int at)
    {
        if (operation == PatchOperation.Insert)
        {
            if (_nodes[place].Kind is NodeTable.NodeKind.Text or NodeTable.NodeKind.Raw)
            {
                _reader.Fail($"node {_node} is not an element and can have no children", at);
                return;
            }

            int before = Sibling(place);
            _nextId = _reader.Number();
            Tree(place, before, 0);
            return;
        }

        if (place == 0)
        {
            _reader.Fail("the root stays where it is", at);
            return;
        }

        int parent = _nodes[place].Parent;
        switch (operation)
        {
            case PatchOperation.Move:
                at = _reader.Position;
                int next = Sibling(parent);
                if (next == place)
                {
                    _reader.Fail("a node is moved before itself", at);
                }

                if (!_reader.Failed)
                {
                    _nodes.Unlink(place);
                    _nodes.Link(place, parent, next);
                }

                return;
            case PatchOperation.Replace:
                int after = _nodes[place].Next;
                _nodes.Unlink(place);
                _nodes.Forget(place);
                _nextId = _reader.Number();
                Tree(parent, after, 0);
                return;
            default:
                _nodes.Unlink(place);
                _nodes.Forget(place);
                return;
        }
    }

    private void OfElement(PatchOperation operation, int place, int at)
    {
        if (_nodes[place].Kind is NodeTable.NodeKind.Text or NodeTable.NodeKind.Raw)
        {
            _reader.Fail($"node {_node} is not an element", at);
            return;
        }

        ref DocumentAttribute[]? attributes = ref _nodes[place].Attributes;
        switch (operation)
        {
            case PatchOperation.SetAttribute:
                string name = Name();
                DocumentAttributes.Set(ref attributes, name, Shared());
                break;
            case PatchOperation.RemoveAttribute:
                DocumentAttributes.Remove(ref attributes, Name());
                break;
            case PatchOperation.Value:
                DocumentAttributes.Set(ref attributes, "value", Shared());
                break;
            case PatchOperation.Checked:
                if (_reader.Byte(1, "a box is clear (0) or checked (1)") == 1)
                {
                    DocumentAttributes.Set(ref attributes, "checked", default);
                }
                else
                {
                    DocumentAttributes.Remove(ref attributes, "checked");
                }

                break;
            case PatchOperation.AddClass:
                DocumentAttributes.AddClass(ref attributes, Text());
                break;
            case PatchOperation.RemoveClass:
                DocumentAttributes.RemoveClass(ref attributes, Text());
                break;
            case PatchOperation.SetStyle:
                string property = Name();
                DocumentAttributes.SetStyle(ref attributes, property, Text());
                break;
            case PatchOperation.RemoveStyle:
                DocumentAttributes.SetStyle(ref attributes, Name(), null);
                break;
            case PatchOperation.Listen:
                ReadOnlySpan<byte> events = Shared();
                if (events.IsEmpty)
                {
                    DocumentAttributes.Remove(ref attributes, "l-on");
                }
                else
                {
                    DocumentAttributes.Set(ref attributes, "l-on", events);
                }

                break;
            case PatchOperation.Focus or PatchOperation.Blur:
                break;
            case PatchOperation.ScrollTo:
                _reader.Signed();
                _reader.Signed();
                _reader.Byte(1, "scrolling is sudden (0) or smooth (1)");
                break;
            default:
                _reader.Fail($"there is no operation {(byte)operation:X2}", at);
                break;
        }
    }

    /// <summary>The child of <paramref name="parent"/> that an operation names; none for 0.</summary>
    private int Sibling(int parent)
    {
        int at = _reader.Position;
        uint before = _reader.Number();
        if (before == 0)
        {
            return NodeTable.None;
        }

        int place = _nodes.Find(before);
        if (place == NodeTable.None || _nodes[place].Parent != parent)
        {
            _reader.Fail($"node {before} is no child of node {_nodes[parent].Id}", at);
        }

        return place;
    }

    private void Tree(int parent, int before, int depth)
    {
        int at = _reader.Position;
        byte kind = _reader.Byte();
        if ((kind & Numbered) != 0)
        {
            _nextId += (uint)_reader.Signed();
            kind ^= Numbered;
        }

        if (kind is < 1 or > 3)
        {
            _reader.Fail("there is no such node in a tree", at);
        }

        if (depth > Deepest)
        {
            _reader.Fail($"a tree is deeper than {Deepest} levels", at);
        }

        uint id = _nextId++;
        if (!_reader.Failed && (id == 0 || _nodes.Find(id) != NodeTable.None))
        {
            _reader.Fail($"node {id} is there already", at);
        }

        if (kind == 1)
        {
            Element(id, parent, before, depth);
            return;
        }

        if (kind == 3 && !_reader.Failed && _nodes[parent].First != NodeTable.None)
        {
            _reader.Fail("raw HTML is not the only child of its element", at);
        }

        ReadOnlySpan<byte> text = Shared();
        if (!_reader.Failed)
        {
            _nodes.Link(_nodes.Add(id, kind == 2 ? NodeTable.NodeKind.Text : NodeTable.NodeKind.Raw, Utf8Pool.Of(text)), parent, before);
        }
    }

    private void Element(uint id, int parent, int before, int depth)
    {
        string tag = Name();
        uint attributes = _reader.Number();
        if (_reader.Failed)
        {
            return;
        }

        int place = _nodes.Add(id, NodeTable.NodeKind.Element, tag);
        _nodes.Link(place, parent, before);
        DocumentAttribute[]? list = null;
        for (uint i = 0; i < attributes && !_reader.Failed; i++)
        {
            string name = Name();
            DocumentAttributes.Set(ref list, name, Shared());
        }

        _nodes[place].Attributes = list;
        uint children = _reader.Number();
        for (uint i = 0; i < children && !_reader.Failed; i++)
        {
            Tree(place, NodeTable.None, depth + 1);
        }
    }

    private ReadOnlySpan<byte> Shared() => _texts.Read(ref _reader, _frame);

    private string Name() => _texts.Name(ref _reader, _frame);
}
