namespace Millrace.Gateway.Host.Backends;

/// <summary>Tells when a backend had too many of its lines refused within a time: a few an hour are a fault of its program, not a reason to end it. Pure: takes ticks.</summary>
/// <param name="most">So many within the window are too many.</param>
/// <param name="windowTicks">The window, which begins with the first refusal after the last one's end.</param>
internal sealed class RefusalRate(int most, long windowTicks)
{
    private long _began;
    private int _count;

    /// <summary>Notes one; true where it is one too many.</summary>
    public bool Add(long now)
    {
        if (_count == 0 || now - _began >= windowTicks)
        {
            (_began, _count) = (now, 0);
        }

        return ++_count >= most;
    }
}
