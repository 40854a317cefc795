namespace Millrace.Live.Wire;

/// <summary>Writes frames of patches, again and again into the same buffer: <see cref="Begin"/>, operations, <see cref="End"/>.</summary>
public sealed class PatchWriter : TreeWriter
{
    /// <summary>Operations in the frame so far.</summary>
    public int OperationCount { get; private set; }

    /// <summary>Begins a frame.</summary>
    public void Begin(uint sequence, uint lastEvent)
    {
        OperationCount = 0;
        Clear(FrameKind.Patches);
        Number(sequence);
        Number(lastEvent);
    }

    /// <summary>The frame, valid until the next one begins.</summary>
    /// <param name="wantsAck">The client is to acknowledge it.</param>
    public ReadOnlyMemory<byte> End(bool wantsAck)
    {
        Buffer[0] = (byte)(wantsAck ? FrameKind.PatchesWantingAck : FrameKind.Patches);
        return Finish();
    }

    /// <summary>Sets a text node.</summary>
    public void SetText(uint node, ReadOnlySpan<char> value)
    {
        Operation(PatchOperation.Text, node);
        Shared(value);
    }

    public void SetAttribute(uint node, string name, ReadOnlySpan<char> value)
    {
        Operation(PatchOperation.SetAttribute, node);
        Name(name);
        Shared(value);
    }

    public void RemoveAttribute(uint node, string name)
    {
        Operation(PatchOperation.RemoveAttribute, node);
        Name(name);
    }

    /// <summary>Puts a tree below <paramref name="parent"/>; the tree, whose first node is <paramref name="firstId"/>, is written next.</summary>
    /// <param name="parent">The element that gets a child.</param>
    /// <param name="before">The child of it that comes after the new one; 0 to put it last.</param>
    /// <param name="firstId">The number of the tree's first node.</param>
    public void Insert(uint parent, uint before, uint firstId)
    {
        Operation(PatchOperation.Insert, parent);
        Number(before);
        Number(firstId);
        BeginTree(firstId);
    }

    public void Remove(uint node) => Operation(PatchOperation.Remove, node);

    /// <summary>Moves a node among its siblings.</summary>
    /// <param name="node">The node.</param>
    /// <param name="before">The sibling that comes after it; 0 to put it last.</param>
    public void Move(uint node, uint before)
    {
        Operation(PatchOperation.Move, node);
        Number(before);
    }

    /// <summary>Replaces a node by a tree, which is written next.</summary>
    public void Replace(uint node, uint firstId)
    {
        Operation(PatchOperation.Replace, node);
        Number(firstId);
        BeginTree(firstId);
    }

    /// <summary>Sets the value property of a field.</summary>
    public void SetValue(uint node, ReadOnlySpan<char> value)
    {
        Operation(PatchOperation.Value, node);
        Shared(value);
    }

    /// <summary>Sets the checked property of a field.</summary>
    public void SetChecked(uint node, bool value)
    {
        Operation(PatchOperation.Checked, node);
        Byte(value ? (byte)1 : (byte)0);
    }

    public void Focus(uint node) => Operation(PatchOperation.Focus, node);

    public void Blur(uint node) => Operation(PatchOperation.Blur, node);

    /// <summary>Scrolls an element, in CSS pixels.</summary>
    public void ScrollTo(uint node, int left, int top, bool smooth)
    {
        Operation(PatchOperation.ScrollTo, node);
        Signed(left);
        Signed(top);
        Byte(smooth ? (byte)1 : (byte)0);
    }

    public void AddClass(uint node, ReadOnlySpan<char> name)
    {
        Operation(PatchOperation.AddClass, node);
        Shared(name);
    }

    public void RemoveClass(uint node, ReadOnlySpan<char> name)
    {
        Operation(PatchOperation.RemoveClass, node);
        Shared(name);
    }

    public void SetStyle(uint node, string property, ReadOnlySpan<char> value)
    {
        Operation(PatchOperation.SetStyle, node);
        Name(property);
        Shared(value);
    }

    public void RemoveStyle(uint node, string property)
    {
        Operation(PatchOperation.RemoveStyle, node);
        Name(property);
    }

    /// <summary>Says which events of a node the server wants to hear of, as the attribute <c>l-on</c> does; empty for none.</summary>
    public void Listen(uint node, ReadOnlySpan<char> specification)
    {
        Operation(PatchOperation.Listen, node);
        Shared(specification);
    }

    /// <summary>A message to the node's hook; node 0 raises the window's event <c>live:NAME</c>.</summary>
    public void Message(uint node, ReadOnlySpan<char> name, ReadOnlySpan<char> detailJson)
    {
        Operation(PatchOperation.Message, node);
        Shared(name);
        Shared(detailJson);
    }

    public void PushUrl(ReadOnlySpan<char> url) => OfPage(PatchOperation.PushUrl, url);

    public void ReplaceUrl(ReadOnlySpan<char> url) => OfPage(PatchOperation.ReplaceUrl, url);

    public void SetTitle(ReadOnlySpan<char> title) => OfPage(PatchOperation.Title, title);

    /// <summary>Leaves for another page, which is loaded.</summary>
    public void Leave(ReadOnlySpan<char> url) => OfPage(PatchOperation.Leave, url);

    private void OfPage(PatchOperation operation, ReadOnlySpan<char> text)
    {
        Operation(operation, 0);
        Shared(text);
    }

    private void Operation(PatchOperation operation, uint node)
    {
        OperationCount++;
        Byte((byte)operation);
        Number(node);
    }
}
