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

        uint mounted = page.ComponentsMounted;
        _content = Diff.Single(this, _content, next, page);
        Settle(made, page.ComponentsMounted != mounted, page);
    }

    /// <summary>Takes over what was made together with it.</summary>
    internal void Adopt(Owned made, MountedPage page) => Settle(made, true, page);

    /// <summary>Ends what was made together with it: it is a description that another one has taken over.</summary>
    internal void Discard(MountedPage page) => page.EndOwned(ref _owned, this);

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
            using (page.Own())
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

    /// <summary>
    /// Effects and the like that were made while rendering belong to components that were made with them: they stay where a component has come, and end where all components that
    /// were described are ones that are there already.
    /// </summary>
    private protected void Settle(Owned made, bool stays, MountedPage page)
    {
        if (made.IsEmpty)
        {
            return;
        }

        if (stays)
        {
            _owned.Add(() => page.EndOwned(ref made, this));
        }
        else
        {
            page.EndOwned(ref made, this);
        }
    }
}
