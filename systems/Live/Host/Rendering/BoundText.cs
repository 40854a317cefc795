using Millrace.Live.Host.Signals;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Rendering;

/// <summary>A text that follows a signal or a function; it is the reaction itself, so that a changed text is one operation and nothing else runs.</summary>
internal sealed class BoundText(object source) : Node, IPageReaction
{
    private ReactionLinks _links;
    private object _source = source;
    private string _shown = "";


    ref ReactionLinks IReaction.Links => ref _links;

    ReactionScheduler? IReaction.Scheduler => FindPage();

    Node? IPageReaction.Place => Parent is null ? null : this;

    internal override bool IsDom => true;

    // A signal of a text holds the same string, and has counted it.
    internal override int Size => _source is Readable<string> ? 64 : 88 + (_shown.Length * 2);

    internal string Shown => _shown;

    internal override void Mount(MountedPage page)
    {
        _links = new ReactionLinks { Depth = Depth };
        Id = page.NextId();
        if (Nesting.TextComplaint(this) is { } complaint)
        {
            page.Failed(this, new InvalidOperationException(complaint), FailurePlace.Render);
        }

        _shown = Evaluate(page);
    }

    internal override void Unmount(MountedPage page) => Reactions.Dispose(this);

    internal override bool Takes(Node next) => next is BoundText;

    internal override void Patch(Node next, MountedPage page)
    {
        object source = ((BoundText)next)._source;
        if (ReferenceEquals(source, _source) && source is Readable)
        {
            return;
        }

        Reactions.Dispose(this);
        _links = new ReactionLinks { Depth = Depth };
        page.Account(-Size);
        _source = source;
        page.Account(Size);
        Run(page);
    }

    void IReaction.React()
    {
        if (FindPage() is { } page)
        {
            Run(page);
        }
    }

    internal override void WriteTree(TreeWriter tree, MountedPage page) => tree.TextNode(Id, _shown);

    internal override void WriteHtml(ref HtmlWriter html, MountedPage page) => html.Text(Id, _shown);

    private void Run(MountedPage page)
    {
        string now = Evaluate(page);
        if (now == _shown)
        {
            return;
        }

        int before = Size;
        _shown = now;
        page.Account(Size - before);
        page.Patches?.SetText(Id, now);
    }

    private string Evaluate(MountedPage page)
    {
        try
        {
            return TextSource.Read(_source, this) ?? "";
        }
        catch (Exception error)
        {
            page.Failed(this, error, FailurePlace.Render);
            return _shown;
        }
    }
}
