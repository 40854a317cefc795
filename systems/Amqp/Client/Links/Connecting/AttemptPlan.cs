namespace Millrace.Amqp.Links.Connecting;

/// <summary>
/// When the next attempt starts, and which of those under way is given up where there are too many. Pure: it is told the times.
/// </summary>
internal sealed class AttemptPlan(LinkOptions options, Random chance)
{
    // After a refusal somebody must do something, which takes seconds at least.
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(1);
    private TimeSpan _slow = options.FastDelay;
    private TimeSpan _refused;

    /// <summary>How long after an attempt's start the next one starts. <paramref name="outage"/> is the time since the loss.</summary>
    public TimeSpan NextDelay(TimeSpan outage, bool refused)
    {
        if (refused)
        {
            _refused = Shorter(_refused == TimeSpan.Zero ? AfterRefusal : _refused * 2);
            return Jittered(_refused);
        }

        if (outage < options.FastFor)
        {
            return options.FastDelay;
        }

        _slow = Shorter(_slow * 2);
        return Jittered(_slow);
    }

    /// <summary>
    /// Which of the attempts to give up, by their ages, oldest first: never the oldest, which has waited longest, nor the youngest, which sees the newest state of the network
    /// (the youngest of two goes); between them the one whose neighbours are nearest to it for its age. So every slow network gets an attempt that lives long enough.
    /// </summary>
    public static int MostRedundant(ReadOnlySpan<TimeSpan> ages)
    {
        int found = ages.Length - 1;
        double least = double.MaxValue;
        for (int i = 1; i < ages.Length - 1; i++)
        {
            double gap = (ages[i - 1] - ages[i + 1]) / (ages[i] + TimeSpan.FromMilliseconds(1));
            if (gap < least)
            {
                (found, least) = (i, gap);
            }
        }

        return found;
    }

    private TimeSpan Shorter(TimeSpan delay) => delay < options.MaxDelay ? delay : options.MaxDelay;

    private TimeSpan Jittered(TimeSpan delay) => delay * (1 + (options.Jitter * ((2 * chance.NextDouble()) - 1)));
}
