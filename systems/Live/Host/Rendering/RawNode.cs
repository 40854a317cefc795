using Millrace.Live.Wire;

namespace Millrace.Live.Host.Rendering;

/// <summary>HTML that the author vouches for. It is the only child of its element, because nothing that the browser makes of it has a number.</summary>
internal sealed class RawNode(string html) : Node
{
    internal string Html { get; } = html;

    internal override bool IsDom => true;

    internal override int Size => 64 + (Html.Length * 2);

    internal override void Mount(MountedPage page)
    {
        if (Parent is not ElementNode { Inner.Length: 1 })
        {
            page.Failed(this, new InvalidOperationException("Raw(...) must be the only child of an element, directly: Div(Raw(html))."), FailurePlace.Render);
        }

        Id = page.NextId();
    }

    internal override bool Takes(Node next) => next is RawNode raw && raw.Html == Html;

    internal override void Patch(Node next, MountedPage page)
    {
    }

    internal override void WriteTree(TreeWriter tree, MountedPage page) => tree.Raw(Id, Html);

    internal override void WriteHtml(ref HtmlWriter html, MountedPage page) => html.Trusted(Html);
}
