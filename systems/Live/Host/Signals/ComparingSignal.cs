namespace Millrace.Live.Host.Signals;

/// <summary>A signal that compares its own way.</summary>
internal sealed class ComparingSignal<T>(T initial, IEqualityComparer<T> comparer) : Signal<T>(initial)
{
    private protected override bool AreSame(T before, T after) => comparer.Equals(before, after);
}
