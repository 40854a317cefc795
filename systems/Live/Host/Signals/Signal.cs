using System.Runtime.CompilerServices;
using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>
/// A value of one page that can be read and written. Whoever read it while rendering, computing or in an effect runs again when it changes; in a page everything
/// that a handler writes is shown at once when the handler is done. Belongs to one page: for what several pages show there is <see cref="SharedSignal{T}"/>.
/// </summary>
/// <typeparam name="T">The value's type. Prefer values that do not change by themselves; for a list that does, see <see cref="Mutate"/>.</typeparam>
public class Signal<T> : Readable<T>
{
    private T _value;

    /// <summary>Makes a signal.</summary>
    /// <param name="initial">Its first value.</param>
    public Signal(T initial) => _value = initial;

    /// <summary>The value. Writing an equal one (<see cref="EqualityComparer{T}.Default"/>) changes nothing and runs nothing.</summary>
    /// <exception cref="InvalidOperationException">Written while a computed value is computed, or outside of the turn of the page that reads it.</exception>
    public new T Value
    {
        get => Read();
        set => Set(value);
    }

    /// <inheritdoc/>
    public override T Peek() => _value;

    /// <summary>Writes the value.</summary>
    /// <returns>Whether it is another one now.</returns>
    /// <exception cref="InvalidOperationException">As for <see cref="Value"/>.</exception>
    public bool Set(T value)
    {
        ReactiveContext context = ReactiveContext.Current;
        GuardWrite(context);
        if (AreSame(_value, value))
        {
            return false;
        }
        Store(context, value);
        return true;
    }

    /// <summary>Writes what a function makes of the value.</summary>
    /// <returns>Whether it is another one now.</returns>
    /// <exception cref="InvalidOperationException">As for <see cref="Value"/>.</exception>
    public bool Update(Func<T, T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Set(change(_value));
    }

    /// <summary>Changes an object that the signal holds, such as a list, and runs its readers again whatever has changed in it.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="Value"/>.</exception>
    public void Mutate(Action<T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        ReactiveContext context = ReactiveContext.Current;
        GuardWrite(context);
        change(_value);
        Store(context, _value);
    }

    private protected sealed override T Read()
    {
        Track();
        return _value;
    }

    /// <summary>Whether two values are taken for the same.</summary>
    private protected virtual bool AreSame(T before, T after) => EqualityComparer<T>.Default.Equals(before, after);

    private protected virtual void OnStored()
    {
    }

    private protected override long Measure() => 32 + ((Unsafe.SizeOf<T>() + 7L) & ~7L) + ValueSize.Of(_value);

    private void Store(ReactiveContext context, T value)
    {
        _value = value;
        Changed(context);
        OnStored();
        context.Settle();
    }
}
