using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>A value of a known type that can be read and whose readers run again when it changes.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public abstract class Readable<T> : Readable
{
    private protected Readable()
    {
    }

    /// <summary>The value. Read in a rendering, a computed value or an effect, it lets that run again when the value changes.</summary>
    public T Value => Read();

    /// <summary>The value, without running again when it changes.</summary>
    public abstract T Peek();

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name.Split('`')[0]}<{typeof(T).Name}>";

    private protected abstract T Read();

    /// <inheritdoc/>
    internal override string PeekText() => ValueText.Of(Peek());

    /// <inheritdoc/>
    internal override string ReadText() => ValueText.Of(Value);
}
