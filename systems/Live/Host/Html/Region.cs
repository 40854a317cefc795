using Millrace.Live.Host.Rendering;
using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>A part of a page that is rendered by a function, and rendered again, alone, when a signal changes that the function has read.</summary>
public abstract class Region : Node, IPageReaction, IOwner
{
    private ReactionLinks _links;
    private Owned _owned;
    private Node? _content;

    private protected Region()
    {
    }

    ref ReactionLinks IReaction.Links => ref _links;

    ReactionScheduler? IReaction.Scheduler => FindPage();

    Node? IPageReaction.Place => Parent is null ? null : this;

    ref Owned IOwner.Owned => ref _owned;

    /// <summary>What stands in it.</summary>
    internal Node? Content
    {
        get => _content;
        private protected set => _content = value;
    }

    internal sealed override Span<Node> Inner => Few.Of(ref _content);

    internal override int Size => 72;

    /// <summary>What it is for people who look for it in a report.</summary>
    internal virtual string Title => "a region";

    void IReaction.React()
    {
        if (FindPage() is { } page)
        {
            Run(page);
        }
    }

    internal override void Mount(MountedPage page)
    {
        _links = new ReactionLinks { Depth = Depth };
        Run(page);
    }

    internal override void Unmount(MountedPage page)
    {
        Reactions.Dispose(this);
        page.EndOwned(ref _owned, this);
        _content = null;
    }

    /// <summary>Renders, and brings the page from what was there to what is now.</summary>
    internal virtual void Run(MountedPage page)
    {
        if (!TryBuild(page, out Node? next, out Owned made))
        {
            return;
        }

        _content = Diff.Single(this, _content, next, page);
        Settle(made, page);
    }

    /// <summary>The author's function; what it reads is noted.</summary>
    private protected abstract Node? Build();

    /// <summary>Runs <see cref="Build"/>; where that fails the nearest boundary hears of it, and what was there stays.</summary>
    private protected bool TryBuild(MountedPage page, out Node? next, out Owned made)
    {
        next = null;
        made = default;
        if (page.Failure is not null)
        {
            return false;
        }

        try
        {
            using (Tracking.Begin(this))
            using (page.Own(this))
            {
                next = Build();
            }

            made = page.TakeMade();
            return true;
        }
        catch (Exception error)
        {
            made = page.TakeMade();
            page.EndOwned(ref made, this);
            page.Failed(this, error, FailurePlace.Render);
            return false;
        }
    }

    /// <summary>What components that were described made and do not keep themselves ends with the region.</summary>
    private protected void Settle(Owned made, MountedPage page) => page.SettleMade(made, ref _owned, this);
}
