using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>Signals of other kinds, and reading without being noted.</summary>
public static class Signal
{
    /// <summary>A signal that compares its own way: a write that the comparer takes for equal changes nothing.</summary>
    public static Signal<T> Comparing<T>(T initial, IEqualityComparer<T> comparer)
    {
        ArgumentNullException.ThrowIfNull(comparer);
        return new ComparingSignal<T>(initial, comparer);
    }

    /// <summary>Reads without running again when what was read changes.</summary>
    public static T Untracked<T>(Func<T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        using (Tracking.Suspend())
        {
            return read();
        }
    }
}
