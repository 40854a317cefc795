namespace Millrace.Hosting.Workers;

/// <summary>How long a supervisor waits before it starts a worker again: longer each time, unless the last one lived well. Pure.</summary>
internal sealed class RestartPause
{
    /// <summary>The first: whoever was cut off comes back at once, and one that ends by itself must not take a processor with starting.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    /// <summary>It does not grow beyond this: a worker that fails for want of a file that comes back is there again within half a minute.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    /// <summary>One that served for this long had not failed because of how it was started.</summary>
    public static readonly TimeSpan LivedWell = TimeSpan.FromMinutes(1);

    private TimeSpan _next = Least;

    /// <summary>The pause after a worker that lived for so long.</summary>
    public TimeSpan After(TimeSpan life)
    {
        TimeSpan pause = life >= LivedWell ? Least : _next;
        _next = pause * 2 < Most ? pause * 2 : Most;
        return pause;
    }
}
