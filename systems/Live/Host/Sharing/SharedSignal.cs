using System.Buffers;
using Millrace.Live.Host.Sharing;
using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>
/// A value that many pages show and any thread may write. Each page sees it change in its own turns only; a page that shows it no longer, or has ended, is not
/// referred to from here.
/// </summary>
/// <typeparam name="T">The value's type: one that does not change by itself (a record, an immutable list), for several threads read it at once.</typeparam>
public sealed class SharedSignal<T> : Readable<T>
{
    private readonly Lock _lock = new();
    private readonly IEqualityComparer<T> _comparer;
    private SharedMirror<T>? _mirrors;
    private int _count;
    private T _value;

    /// <summary>Makes a shared signal.</summary>
    /// <param name="initial">Its first value.</param>
    /// <param name="comparer">Which values are taken for the same; by default the type's own equality.</param>
    public SharedSignal(T initial, IEqualityComparer<T>? comparer = null) => (_value, _comparer) = (initial, comparer ?? EqualityComparer<T>.Default);

    /// <summary>The value. Writing an equal one changes nothing; to change what is there, see <see cref="Update"/>, which nobody else's write can fall into.</summary>
    /// <exception cref="InvalidOperationException">Written while a computed value is computed.</exception>
    public new T Value
    {
        get => Read();
        set => Set(value);
    }

    /// <summary>How many pages show it.</summary>
    public int Pages
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <inheritdoc/>
    public override T Peek()
    {
        lock (_lock)
        {
            return _value;
        }
    }

    /// <summary>Writes the value.</summary>
    /// <returns>Whether it is another one now.</returns>
    /// <exception cref="InvalidOperationException">Written while a computed value is computed.</exception>
    public bool Set(T value) => Update(_ => value);

    /// <summary>Writes what a function makes of the value, as one step: two updates never see the same value.</summary>
    /// <param name="change">Makes the new value. It runs under a lock: it must be short, and neither wait nor use other shared signals.</param>
    /// <returns>Whether it is another one now.</returns>
    /// <exception cref="InvalidOperationException">Called while a computed value is computed.</exception>
    public bool Update(Func<T, T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        ReactiveContext context = ReactiveContext.Current;
        GuardWrite(context);
        SharedMirror<T>[] mirrors;
        int count = 0;
        // What the change writes besides must not run anything under the lock.
        context.Batches++;
        try
        {
            lock (_lock)
            {
                T value;
                using (Tracking.Suspend())
                {
                    value = change(_value);
                }
                if (AreSame(_value, value))
                {
                    return false;
                }
                _value = value;
                // Told outside of the lock; the array is rented, for there may be as many as there are pages.
                mirrors = ArrayPool<SharedMirror<T>>.Shared.Rent(Math.Max(_count, 1));
                for (SharedMirror<T>? mirror = _mirrors; mirror is not null; mirror = mirror.After)
                {
                    mirrors[count++] = mirror;
                }
            }
        }
        finally
        {
            context.Batches--;
        }
        try
        {
            Tell(context, mirrors.AsSpan(0, count));
        }
        finally
        {
            mirrors.AsSpan(0, count).Clear();
            ArrayPool<SharedMirror<T>>.Shared.Return(mirrors);
        }
        context.Settle();
        return true;
    }

    // Pages first: what runs outside of them runs here and now, and may take long or throw.
    private static void Tell(ReactiveContext context, ReadOnlySpan<SharedMirror<T>> mirrors)
    {
        bool isReadOutside = false;
        foreach (SharedMirror<T> mirror in mirrors)
        {
            if (mirror.Scheduler is ImmediateScheduler)
            {
                isReadOutside = true;
            }
            else if (mirror.Scheduler.IsInTurn)
            {
                mirror.Copy();
            }
            else
            {
                mirror.Wake();
            }
        }
        if (!isReadOutside)
        {
            return;
        }
        lock (ImmediateScheduler.Gate)
        {
            // One batch: each hears of it, whatever the first of them throws.
            context.Batches++;
            try
            {
                foreach (SharedMirror<T> mirror in mirrors)
                {
                    if (mirror.Scheduler is ImmediateScheduler)
                    {
                        mirror.Copy();
                    }
                }
            }
            finally
            {
                context.Batches--;
            }
            context.Settle();
        }
    }

    internal bool AreSame(T before, T after) => _comparer.Equals(before, after);

    internal void Remove(SharedMirror<T> mirror)
    {
        lock (_lock)
        {
            if (!mirror.IsListed)
            {
                return;
            }
            mirror.IsListed = false;
            _count--;
            if (mirror.Before is null)
            {
                _mirrors = mirror.After;
            }
            else
            {
                mirror.Before.After = mirror.After;
            }
            mirror.After?.Before = mirror.Before;
            mirror.Before = mirror.After = null;
        }
    }

    internal void Add(SharedMirror<T> mirror)
    {
        lock (_lock)
        {
            if (mirror.IsListed)
            {
                return;
            }
            mirror.IsListed = true;
            mirror.After = _mirrors;
            _mirrors?.Before = mirror;
            _mirrors = mirror;
            _count++;
        }
    }

    internal override Readable ForPage(ReactiveContext context) => Mirror(context);

    private protected override T Read()
    {
        ReactiveContext context = ReactiveContext.Current;
        return context.Reaction is null ? Peek() : Mirror(context).Read();
    }

    private protected override long Measure() => 0;

    // One mirror a page once something observes it; before that, and outside of pages, each reader has its own.
    private SharedMirror<T> Mirror(ReactiveContext context)
    {
        ReactionScheduler? scheduler = context.Scheduler;
        return scheduler?.FindMirror(this) as SharedMirror<T> ?? new SharedMirror<T>(this, scheduler ?? ImmediateScheduler.Instance, Peek());
    }
}
