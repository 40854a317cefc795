namespace Millrace.Live.Host.Signals;

/// <summary>What can be done with any reaction: run it if it must, subscribe it, end it.</summary>
internal static class Reactions
{
    /// <summary>Runs a scheduled reaction if something that it read has really changed. True if it ran.</summary>
    internal static bool Run(IReaction reaction)
    {
        if (!MustRun(reaction))
        {
            return false;
        }
        reaction.React();
        return true;
    }

    /// <summary>Whether something that the reaction read has really changed; brings computed values up to date to find out.</summary>
    internal static bool MustRun(IReaction reaction)
    {
        ref ReactionLinks links = ref reaction.Links;
        if (links.State == ReactionState.Check)
        {
            // In the order of reading: what was read later may only make sense while the earlier has not changed.
            object? sources = links.Sources;
            if (sources is Readable one)
            {
                Refresh(one, ref links);
            }
            else
            {
                foreach (Readable source in (Readable[]?)sources ?? [])
                {
                    Refresh(source, ref links);
                    if (links.State != ReactionState.Check)
                    {
                        break;
                    }
                }
            }
            if (links.State == ReactionState.Check)
            {
                links.State = ReactionState.Clean;
            }
        }
        return links.State == ReactionState.Dirty;
    }

    /// <summary>Subscribes a reaction to one source for its whole life, without tracking: a text bound to a signal.</summary>
    /// <returns>What it is subscribed to: the source, or the page's mirror of it. Read the text from there, and call <see cref="Settled"/> when it was read.</returns>
    internal static Readable Bind(IReaction reaction, Readable source)
    {
        ReactiveContext context = ReactiveContext.Current;
        source = source.ForPage(context);
        ref ReactionLinks links = ref reaction.Links;
        if (ReferenceEquals(links.Sources, source) && links.State != ReactionState.Disposed)
        {
            links.State = ReactionState.Clean;
            return source;
        }
        source.RefuseForeign(context.Scheduler);
        Release(context, reaction);
        links.State = ReactionState.Clean;
        links.Sources = source;
        source.AddObserver(context, reaction);
        return source;
    }

    /// <summary>A run has brought a bound reaction (<see cref="Bind"/>) up to date.</summary>
    internal static void Settled(IReaction reaction)
    {
        ref ReactionLinks links = ref reaction.Links;
        if (links.State != ReactionState.Disposed)
        {
            links.State = ReactionState.Clean;
        }
    }

    /// <summary>Has a reaction run at the next flush whatever it read; for effects that begin later and for retries.</summary>
    internal static void Invalidate(IReaction reaction)
    {
        ReactiveContext context = ReactiveContext.Current;
        context.MarkOne(reaction, ReactionState.Dirty);
        context.Settle();
    }

    /// <summary>Has a reaction run for the first time at the next flush.</summary>
    internal static void Schedule(ReactiveContext context, IReaction reaction) => context.MarkOne(reaction, ReactionState.Dirty);

    /// <summary>Ends a reaction: it leaves its sources and never runs again. Can be called twice.</summary>
    internal static void Dispose(IReaction reaction)
    {
        ref ReactionLinks links = ref reaction.Links;
        if (links.State == ReactionState.Disposed)
        {
            return;
        }
        Release(ReactiveContext.Current, reaction);
        links.State = ReactionState.Disposed;
    }

    internal static void Release(ReactiveContext context, IReaction reaction)
    {
        ref ReactionLinks links = ref reaction.Links;
        object? sources = links.Sources;
        links.Sources = null;
        if (sources is Readable one)
        {
            one.RemoveObserver(context, reaction);
        }
        else if (sources is Readable[] many)
        {
            context.Account(-ArrayBytes(many.Length));
            foreach (Readable source in many)
            {
                source.RemoveObserver(context, reaction);
            }
        }
    }

    /// <summary>Replaces a reaction's sources; the first <paramref name="kept"/> are the same as before. True if one of the new ones is not up to date.</summary>
    internal static bool Rewire(ReactiveContext context, IReaction reaction, object? sources, int kept)
    {
        ref ReactionLinks links = ref reaction.Links;
        // A computed value that nobody observes reads without subscribing, so nothing keeps it alive but its own reader.
        bool subscribes = reaction is not Readable { Observers: null };
        ReactionLinks before = links;
        links.Sources = sources;
        if (!subscribes)
        {
            return false;
        }
        context.Account(ArrayBytes(sources) - ArrayBytes(before.Sources));
        bool stale = false;
        int oldCount = before.Count, newCount = links.Count;
        HashSet<Readable>? older = oldCount - kept > 16 ? Set(before, kept) : null;
        for (int index = kept; index < newCount; index++)
        {
            Readable source = links[index];
            if (!(older?.Contains(source) ?? Contains(before, kept, source)))
            {
                source.AddObserver(context, reaction);
                stale |= source.IsStale;
            }
        }
        HashSet<Readable>? newer = newCount - kept > 16 && oldCount > kept ? Set(links, kept) : null;
        for (int index = kept; index < oldCount; index++)
        {
            Readable source = before[index];
            if (!(newer?.Contains(source) ?? Contains(links, kept, source)))
            {
                source.RemoveObserver(context, reaction);
            }
        }
        return stale;
    }

    internal static long ArrayBytes(object? sources) => sources is Readable[] many ? ArrayBytes(many.Length) : 0;

    private static void Refresh(Readable source, ref ReactionLinks links)
    {
        if (source.IsBeingComputed)
        {
            // It was read last time. Whether that is still so only a run can tell; if it is, the run finds the circle.
            links.State = ReactionState.Dirty;
            return;
        }
        source.Refresh();
    }

    private static long ArrayBytes(int length) => 24 + (8L * length);

    private static HashSet<Readable> Set(in ReactionLinks links, int from)
    {
        var set = new HashSet<Readable>(links.Count - from);
        for (int index = from; index < links.Count; index++)
        {
            set.Add(links[index]);
        }
        return set;
    }

    private static bool Contains(in ReactionLinks links, int from, Readable source)
    {
        for (int index = from; index < links.Count; index++)
        {
            if (ReferenceEquals(links[index], source))
            {
                return true;
            }
        }
        return false;
    }
}
