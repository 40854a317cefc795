namespace Millrace.Gateway.Host.Backends;

/// <summary>When a backend gets a heartbeat, and when its silence means that it is gone. Pure: takes ticks.</summary>
internal sealed class Heartbeats(long intervalTicks, int mostUnanswered)
{
    private long _due = long.MaxValue;
    private int _unanswered;

    /// <summary>What to do.</summary>
    public enum Step
    {
        /// <summary>Nothing yet.</summary>
        None,

        /// <summary>Send one.</summary>
        Beat,

        /// <summary>Give the backend up.</summary>
        Dead,
    }

    /// <summary>The backend has joined.</summary>
    public void Start(long now) => _due = now + intervalTicks;

    /// <summary>It said something, whatever it was; or nobody listened, so that its silence means nothing.</summary>
    public void Heard() => _unanswered = 0;

    /// <summary>What to do now; <paramref name="mustAnswer"/> is true for one that speaks the extended protocol.</summary>
    public Step Decide(long now, bool mustAnswer)
    {
        if (now < _due)
        {
            return Step.None;
        }

        _due = now + intervalTicks;
        return mustAnswer && _unanswered++ >= mostUnanswered ? Step.Dead : Step.Beat;
    }
}
