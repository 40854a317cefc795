using Millrace.Live.Host.Rendering;
using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>
/// A part of a page with a life of its own: signals in its fields, a <see cref="Render"/> that says what it looks like, and runs again only when a signal changes that it has read itself
/// (what is bound in the tree follows by itself). Belongs to one session; is never used by two threads at once.
/// <para>
/// Used in another component's Render as <c>new Clock { Zone = "UTC" }</c>. When that renders again, the clock that is there stays, with its state, and takes over the values of the public
/// properties that can be set; it renders again where one differs. Effects and kept signals of its fields end with it. A class whose constructor takes parameters is made anew instead, unless it is the same object as before.
/// </para>
/// </summary>
public abstract class Component : Region
{
    // Effects and kept signals of its fields and its constructor.
    private Owned _belongings;
    private Region? _holder;

    /// <summary>Makes a component. It is part of no page yet: what needs <see cref="Page"/> is done in <see cref="OnMounted"/>.</summary>
    protected Component() => MountedPage.Constructed(this);

    /// <summary>The page that it is part of: address, title, services, the way back from other threads.</summary>
    /// <exception cref="InvalidOperationException">It is part of no page (yet, or any more).</exception>
    protected PageContext Page => (FindPage() ?? MountedPage.Current)?.Context
        ?? throw new InvalidOperationException($"{GetType().Name} is part of no page. Page can be used in Render, OnMounted, handlers and effects, until OnUnmounted is done.");

    /// <summary>What it looks like. Describes only: writes no signals, starts nothing.</summary>
    protected abstract Node? Render();

    /// <summary>It is part of a page, and so is what stands in it: the place for effects, timers and loading. Runs once, on the server, before the page is served.</summary>
    protected virtual void OnMounted()
    {
    }

    /// <summary>As <see cref="OnMounted"/>, for what has to be awaited; the page is served meanwhile and follows.</summary>
    protected virtual Task OnMountedAsync() => Task.CompletedTask;

    /// <summary>It is part of the page no more. Effects that it made end by themselves.</summary>
    protected virtual void OnUnmounted()
    {
    }

    /// <summary>Renders again at the end of the turn, though no signal has changed: for state in plain fields.</summary>
    protected void Invalidate() => Reactions.Invalidate(this);

    /// <summary>The nearest value of a type that a component around this one gives with <see cref="Html.Cascade{T}"/>; read in a rendering, that runs again when it changes.</summary>
    /// <returns>The value, or the type's default where nobody gives one.</returns>
    protected T? Inherited<T>()
    {
        for (Node? outer = Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is CascadeNode<T> cascade)
            {
                return cascade.Value.Value;
            }
        }

        return default;
    }

    /// <summary>
    /// A signal whose value outlives the server: it is saved with the session, and given back when the session comes again after a restart.
    /// <code>private readonly Signal&lt;int&gt; _count = Kept("count", 0);</code>
    /// </summary>
    /// <param name="name">Its name, unique within the page; of several components of one class the second one's is counted on by itself.</param>
    /// <param name="initial">The first value. The type must be one that System.Text.Json reads and writes.</param>
    protected static Signal<T> Kept<T>(string name, T initial)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return MountedPage.Current is { } page ? page.MakeKept(name, initial) : new KeptSignal<T>(name, initial);
    }

    /// <inheritdoc/>
    public sealed override string ToString() => GetType().Name;

    /// <summary>Whose rendering has made it; null where none has.</summary>
    internal Node? MadeIn { get; set; }

    /// <summary>Whether anything was made with it that has not ended.</summary>
    internal bool HasBelongings => !_belongings.IsEmpty;

    internal sealed override string Title => GetType().Name;

    internal sealed override int Size => ComponentType.Of(GetType()).Size;

    internal sealed override void Mount(MountedPage page)
    {
        page.HasMounted(this);
        for (int i = 0; i < _belongings.Count; i++)
        {
            (_belongings[i] as MountedPage.KeptPlace)?.Take();
        }

        base.Mount(page);
    }

    internal sealed override void Unmount(MountedPage page)
    {
        try
        {
            using (Tracking.Own(this))
            {
                OnUnmounted();
            }
        }
        catch (Exception error)
        {
            page.Failed(this, error, FailurePlace.Unmount);
        }

        base.Unmount(page);
        if (_belongings.IsEmpty)
        {
            return;
        }

        if (page.HolderOf(this) is not { } holder)
        {
            Discard(page);
        }
        else if (!ReferenceEquals(holder, _holder))
        {
            _holder = holder;
            ((IOwner)holder).Owned.Add(new MountedPage.Belongings(page, this));
        }
    }

    /// <summary>Takes over what was made with it.</summary>
    internal void TakeOver(Owned made)
    {
        for (int i = 0; i < made.Count; i++)
        {
            (made[i] as Effect)?.BelongTo(this);
        }

        _belongings.Add(made);
    }

    /// <summary>Ends what was made with it: it is gone, or was a description that another one has taken over.</summary>
    internal void Discard(MountedPage page) => page.EndOwned(ref _belongings, this);

    internal sealed override bool Takes(Node next) => next.GetType() == GetType() && ComponentType.Of(GetType()).TakesParameters;

    internal sealed override void Patch(Node next, MountedPage page)
    {
        var newer = (Component)next;
        bool differs;
        try
        {
            differs = ComponentType.Of(GetType()).Copy(newer, this);
        }
        catch (Exception error)
        {
            page.Failed(this, error, FailurePlace.Render);
            return;
        }

        newer.Discard(page);
        if (differs)
        {
            Run(page);
        }
    }

    internal void CallMounted(MountedPage page)
    {
        if (Parent is null)
        {
            return;
        }

        try
        {
            using (Tracking.Own(this))
            using (Tracking.Suspend())
            {
                OnMounted();
                Task work = OnMountedAsync();
                if (!work.IsCompletedSuccessfully)
                {
                    _ = page.Watch(work, this);
                }
            }
        }
        catch (Exception error)
        {
            page.Failed(this, error, FailurePlace.Mount);
        }
    }

    private protected sealed override Node? Build() => Render();
}
