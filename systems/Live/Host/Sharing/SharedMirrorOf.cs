using System.Runtime.CompilerServices;
using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Sharing;

/// <inheritdoc cref="SharedMirror"/>
internal sealed class SharedMirror<T> : SharedMirror
{
    private readonly SharedSignal<T> _shared;
    private T _value;

    internal SharedMirror(SharedSignal<T> shared, ReactionScheduler scheduler, T value)
        : base(scheduler) => (_shared, _value) = (shared, value);

    /// <summary>Its neighbours in the shared signal's list of mirrors.</summary>
    internal SharedMirror<T>? Before { get; set; }

    internal SharedMirror<T>? After { get; set; }

    internal bool IsListed { get; set; }

    internal T Read()
    {
        Track();
        return _value;
    }

    internal override string PeekText() => ValueText.Of(_value);

    internal override string ReadText() => ValueText.Of(Read());

    // While it is observed it changes in Pull only, so that a turn sees one value; otherwise nobody tells it, and it looks for itself.
    internal override void Refresh()
    {
        if (!IsObserved)
        {
            Copy();
        }
    }

    internal override void Leave() => _shared.Remove(this);

    public override string ToString() => _shared.ToString();

    internal override void Copy()
    {
        T value = _shared.Peek();
        if (!_shared.AreSame(_value, value))
        {
            _value = value;
            ReactiveContext context = ReactiveContext.Current;
            Changed(context);
            context.Settle();
        }
    }

    private protected override void OnObserved(ReactiveContext context)
    {
        if (Scheduler.HasEnded)
        {
            return;
        }
        if (Scheduler is not ImmediateScheduler)
        {
            Scheduler.AddMirror(_shared, this);
        }
        _shared.Add(this);
        Copy();
    }

    private protected override void OnUnobserved(ReactiveContext context)
    {
        Scheduler.RemoveMirror(_shared, this);
        _shared.Remove(this);
    }

    // The value itself belongs to all pages, and to the estimate of none.
    private protected override long Measure() => 120 + ((Unsafe.SizeOf<T>() + 7L) & ~7L);
}
