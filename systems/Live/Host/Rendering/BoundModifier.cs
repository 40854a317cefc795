using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Rendering;

/// <summary>A modifier whose value is a text, fixed or bound to signals; bound, it is the reaction itself, so that a changed attribute is one operation and nothing else runs.</summary>
internal abstract class BoundModifier(object? source) : Modifier, IPageReaction
{
    private ReactionLinks _links;

    /// <summary>A string, a <see cref="Readable"/> or a function.</summary>
    private protected readonly object? Source = source;

    /// <summary>The value as the browser knows it; null where there is none.</summary>
    internal string? Shown { get; private protected set; }

    ref ReactionLinks IReaction.Links => ref _links;

    ReactionScheduler? IReaction.Scheduler => Owner?.FindPage();

    Node? IPageReaction.Place => Owner;

    internal override int Size => 88 + ((Shown?.Length ?? 0) * 2);

    void IReaction.React()
    {
        if (Owner?.FindPage() is { } page)
        {
            Run(page);
        }
    }

    internal override void Mount(MountedPage page)
    {
        _links = new ReactionLinks { Depth = (ushort)(Owner!.Depth + 1) };
        Shown = Evaluate(page, null);
    }

    internal override void Unmount(MountedPage page)
    {
        if (TextSource.IsBound(Source))
        {
            Reactions.Dispose(this);
        }
    }

    internal sealed override void Add(MountedPage page) => Write(null, Shown, page);

    internal sealed override void Take(MountedPage page)
    {
        string? before = Shown;
        Shown = null;
        page.Account((before?.Length ?? 0) * -2);
        Write(before, null, page);
    }

    internal override Modifier Patch(Modifier next, MountedPage page)
    {
        var newer = (BoundModifier)next;
        if (newer.Source is string or Readable or null && Equals(newer.Source, Source))
        {
            return this;
        }

        if (TextSource.IsBound(Source))
        {
            Reactions.Dispose(this);
        }

        // Read before it is given up: another session may take it up at once.
        (string? shown, ushort depth) = (Shown, _links.Depth);
        newer = (BoundModifier)newer.TakePlaceOf(this);
        newer._links = new ReactionLinks { Depth = depth };
        newer.Shown = shown;
        // What the element's modifiers say together is asked for while the new value is written.
        newer.Owner!.Replace(this, newer);
        newer.Run(page);
        return newer;
    }

    /// <summary>Evaluates again what is bound, and writes what that changes.</summary>
    internal virtual void Run(MountedPage page) => Show(Evaluate(page, Shown), page);

    /// <summary>Writes what turns the value before into the value now.</summary>
    private protected abstract void Write(string? before, string? now, MountedPage page);

    /// <summary>Refuses or changes a value that must not reach the browser as it is.</summary>
    private protected virtual string? Check(string? value) => value;

    /// <summary>The source's value now; where reading it fails, the failure goes to the nearest boundary and the value stays.</summary>
    private string? Evaluate(MountedPage page, string? otherwise)
    {
        try
        {
            return Check(TextSource.Read(Source, this));
        }
        catch (Exception error)
        {
            page.Failed(Owner, error, FailurePlace.Render);
            return otherwise;
        }
    }

    private void Show(string? now, MountedPage page)
    {
        string? before = Shown;
        if (before == now)
        {
            return;
        }

        Shown = now;
        page.Account(((now?.Length ?? 0) - (before?.Length ?? 0)) * 2);
        Write(before, now, page);
    }
}
