using Millrace.Live.Wire;

namespace Millrace.Live.Host.Rendering;

/// <summary>A text that only another rendering changes.</summary>
internal sealed class TextNode(string value) : Node
{
    internal string Value { get; private set; } = value;

    internal override bool IsDom => true;

    internal override int Size => 64 + (Value.Length * 2);

    internal override void Mount(MountedPage page)
    {
        Id = page.NextId();
        if (Nesting.TextComplaint(this) is { } complaint && !string.IsNullOrWhiteSpace(Value))
        {
            page.Failed(this, new InvalidOperationException(complaint), FailurePlace.Render);
        }
    }

    internal override bool Takes(Node next) => next is TextNode;

    internal override void Patch(Node next, MountedPage page)
    {
        string value = ((TextNode)next).Value;
        if (value != Value)
        {
            page.Account((value.Length - Value.Length) * 2);
            Value = value;
            page.Patches?.SetText(Id, value);
        }
    }

    internal override void WriteTree(TreeWriter tree, MountedPage page) => tree.TextNode(Id, Value);

    internal override void WriteHtml(ref HtmlWriter html, MountedPage page) => html.Text(Id, Value);
}
