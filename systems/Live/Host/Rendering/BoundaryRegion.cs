using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Rendering;

/// <summary>A part of a page whose failures end at it: it shows something else instead, and the rest of the page goes on.</summary>
internal sealed class BoundaryRegion(Func<Node?> content, Func<PageFailure, Node?> fallback) : Region
{
    private Func<Node?> _render = content;
    private Func<PageFailure, Node?> _fallback = fallback;
    private PageFailure? _failure;
    private bool _showsFallback;

    internal override int Size => 96;

    internal override string Title => "a boundary";

    /// <summary>Takes a failure of something in it. False where what failed is the fallback itself: the boundary outside of this one takes it.</summary>
    internal bool Take(PageFailure failure)
    {
        if (_showsFallback)
        {
            return false;
        }

        if (_failure is null)
        {
            _failure = failure;
            failure.Boundary = this;
            Reactions.Invalidate(this);
        }

        return true;
    }

    /// <summary>Tries the content again.</summary>
    internal void Retry(PageFailure failure)
    {
        if (ReferenceEquals(_failure, failure) && Parent is not null)
        {
            _failure = null;
            Reactions.Invalidate(this);
        }
    }

    internal override void Mount(MountedPage page)
    {
        _failure = null;
        _showsFallback = false;
        base.Mount(page);
    }

    internal override bool Takes(Node next) => next is BoundaryRegion;

    internal override void Patch(Node next, MountedPage page)
    {
        var newer = (BoundaryRegion)next;
        (_render, _fallback, _failure) = (newer._render, newer._fallback, null);
        Run(page);
    }

    internal override void Run(MountedPage page)
    {
        bool falls = _failure is not null;
        bool turns = falls != _showsFallback;
        // What throws while the fallback is made is the business of the boundary outside.
        _showsFallback = falls;
        TryBuild(page, out Node? next, out Owned made);
        Content = turns || next is null ? Diff.Replace(this, Content, next, page) : Diff.Single(this, Content, next, page);
        Settle(made, page);
    }

    private protected override Node? Build() => _failure is null ? _render() : _fallback(_failure);
}
