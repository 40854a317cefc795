namespace Millrace.Live.Host.Rendering;

/// <summary>One of two contents, by a condition; the content is made anew when the condition turns, and otherwise when what it read itself changes.</summary>
internal sealed class WhenRegion(Func<bool> condition, Func<Node?> then, Func<Node?>? otherwise) : Region
{
    private Func<bool> _condition = condition;
    private Func<Node?> _then = then;
    private Func<Node?>? _otherwise = otherwise;
    private bool? _isTrue;

    internal override int Size => 96;

    internal override void Mount(MountedPage page)
    {
        _isTrue = null;
        base.Mount(page);
    }

    internal override bool Takes(Node next) => next is WhenRegion;

    internal override void Patch(Node next, MountedPage page)
    {
        var newer = (WhenRegion)next;
        (_condition, _then, _otherwise) = (newer._condition, newer._then, newer._otherwise);
        bool? before = _isTrue;
        _isTrue = null;
        if (!TryBuild(page, out Node? content, out _))
        {
            _isTrue = before;
            return;
        }

        Content = before == _isTrue ? Diff.Single(this, Content, content, page) : Diff.Replace(this, Content, content, page);
    }

    internal override void Run(MountedPage page)
    {
        bool? before = _isTrue;
        if (TryBuild(page, out Node? content, out _) && before != _isTrue)
        {
            Content = Diff.Replace(this, Content, content, page);
        }
    }

    private protected override Node? Build()
    {
        bool now = _condition();
        if (now == _isTrue)
        {
            return null;
        }

        _isTrue = now;
        return now ? new FunctionRegion(_then) : _otherwise is null ? null : new FunctionRegion(_otherwise);
    }
}
