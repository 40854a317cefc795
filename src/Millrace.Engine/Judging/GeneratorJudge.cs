using System.Globalization;
using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>
/// Decides whether a run's figures are the target's or the generator's own limit. The rules and their numbers are explained in docs/measuring.md.
/// Pure: facts in, verdict out.
/// </summary>
internal static class GeneratorJudge
{
    public const double Saturated = 0.90;
    public const double NearlySaturated = 0.80;
    public const double TooClose = 0.05;
    public const double LeastShare = 0.5;
    public const double DroppedShare = 0.001;
    public const double GcShare = 0.02;
    public const double LatenessFloorMs = 1;
    public const double LatenessOfMedian = 0.5;
    public const double ShortestSeconds = 0.5;

    public static GeneratorResult Judge(GeneratorFacts facts)
    {
        var limited = new List<string>();
        var doubtful = new List<string>();
        var said = new List<string>();

        if (facts.Sent == 0)
        {
            doubtful.Add("nothing was sent, so nothing can be said");
        }

        if (facts.Seconds < ShortestSeconds)
        {
            (facts.IsCounted ? said : doubtful).Add(Text($"the measured part lasted {facts.Seconds:0.0##} s, too short to judge{(facts.IsCounted ? " by how busy either side was; a count ended it" : "")}"));
        }

        // A pause lasts until every thread has run, which takes its time where others have the processors: then threads wait for one longer than they are paused. Otherwise it is the
        // generator's own doing, and so are the timers that it delays.
        bool isPaused = facts.GcPauseShare > GcShare, isOwnPause = isPaused && !(facts.Queued > facts.GcPauseShare);
        bool isDisturbed = Lateness(facts, isOwnPause, limited, doubtful);
        if (facts.IsStarved)
        {
            isDisturbed = true;
            doubtful.Add(Text($"a generator thread had {facts.GrantedShard ?? facts.BusiestShard:0%} of a processor and waited for one the rest of the time: something else took it"));
        }

        if (isPaused)
        {
            (isOwnPause ? limited : doubtful).Add(Text($"garbage collection paused the generator for {facts.GcPauseShare:0.0%} of the time (limit {GcShare:0%})"));
        }

        SaturatedSide side = facts.HasSubject ? SubjectJudge.Side(facts, doubtful, said) : facts.IsClosed ? ClosedSide(facts, limited, doubtful, said) : OpenSide(facts, limited, doubtful, said);
        GeneratorVerdict verdict = limited.Count > 0 ? GeneratorVerdict.GeneratorLimited
            : doubtful.Count > 0 ? GeneratorVerdict.Inconclusive
            : GeneratorVerdict.Valid;
        return new GeneratorResult { Verdict = verdict, Reasons = [.. limited, .. doubtful, .. said], SaturatedSide = side, Disturbed = isDisturbed ? true : null };
    }

    // A timer that comes late delays a start that the target had no part in. What counts as late depends on what is being measured. Whether it is the generator's own doing depends on how
    // busy its threads were: an idle one that wakes late was kept from its processor. True where that is so.
    private static bool Lateness(GeneratorFacts facts, bool isOwnPause, List<string> limited, List<string> doubtful)
    {
        double limit = Math.Max(LatenessFloorMs, LatenessOfMedian * (facts.ServiceP50Ms ?? 0));
        if (facts.TimerLatenessP99Ms <= limit)
        {
            return false;
        }

        string reason = Text($"the generator's own timers were {facts.TimerLatenessP99Ms:0.0##} ms late at p99 (limit {limit:0.0##} ms)");
        if (facts.Busiest is < NearlySaturated && !isOwnPause)
        {
            doubtful.Add(reason + "; its threads were not busy, so something else took the processor");
            return true;
        }

        // A saturated closed run has no schedule to miss; how busy each side was decides there.
        if (!facts.IsClosed)
        {
            limited.Add(reason);
        }

        return false;
    }

    private static string Used(GeneratorFacts facts) => facts.Busiest > facts.BusiestShard + TooClose
        ? Text($"{facts.Busiest:0%} of the processor time that it could get ({facts.BusiestShard:0%} of a processor, others had the rest)")
        : Text($"{facts.BusiestShard:0%} of its processor");

    private static SaturatedSide OpenSide(GeneratorFacts facts, List<string> limited, List<string> doubtful, List<string> said)
    {
        bool generatorFull = facts.Busiest >= Saturated;
        bool targetFull = facts.TargetBusy >= Saturated;
        if (generatorFull)
        {
            limited.Add(Text($"a generator thread used {Used(facts)} (limit {Saturated:0%})"));
        }

        double dropped = facts.Due == 0 ? 0 : facts.Dropped / (double)facts.Due;
        if (dropped > DroppedShare)
        {
            string what = Text($"{dropped:0.0%} of the starts were dropped");
            if (targetFull && !generatorFull)
            {
                said.Add($"{what} because no client was free in time: the target was at its limit");
            }
            else if (generatorFull)
            {
                limited.Add(what);
            }
            else if ((facts.Dropped - facts.DroppedUnconnected) / (double)facts.Due <= DroppedShare)
            {
                said.Add($"{what}; {facts.Disconnects} connections were lost, and a client without one can start nothing");
            }
            else
            {
                doubtful.Add($"{what} because no client was free in time, though neither side was at its limit: more clients may hold this rate");
            }
        }

        return generatorFull ? SaturatedSide.Generator
            : targetFull ? SaturatedSide.Target
            : facts is { BusiestShard: not null, TargetBusy: not null } ? SaturatedSide.Neither
            : SaturatedSide.Unknown;
    }

    private static SaturatedSide ClosedSide(GeneratorFacts facts, List<string> limited, List<string> doubtful, List<string> said)
    {
        if (facts.Busiest is not { } generator)
        {
            doubtful.Add("the generator's processor use is not known here, so which side was at its limit cannot be told");
            return SaturatedSide.Unknown;
        }

        if (facts.TargetBusy is not { } target)
        {
            if (generator >= Saturated)
            {
                limited.Add(Text($"the busiest generator thread used {Used(facts)}, and the target's use is not known"));
                return SaturatedSide.Generator;
            }

            if (generator >= NearlySaturated)
            {
                doubtful.Add(Text($"the busiest generator thread used {Used(facts)}, and the target's use is not known: either may have been the limit"));
                return SaturatedSide.Unknown;
            }

            said.Add(Text($"the busiest generator thread used {Used(facts)}: the limit was elsewhere"));
            return SaturatedSide.Unknown;
        }

        string both = Text($"the busiest generator thread used {Used(facts)}, the target {target:0%} of its own");
        if (generator < NearlySaturated && target < NearlySaturated)
        {
            if (doubtful.Count > 0)
            {
                said.Add($"{both}: neither used up what it had, which says little on a disturbed machine");
                return SaturatedSide.Unknown;
            }

            said.Add(facts.HasThinkTime ? $"{both}: clients mostly thought" : $"{both}: neither used up its processors; clients waited for messages, and more of them may raise the rate unless a single thread of the target is its limit");
            return SaturatedSide.Neither;
        }

        if (generator >= NearlySaturated && Math.Abs(generator - target) < TooClose)
        {
            doubtful.Add($"{both}: too close to tell which of them was the limit");
            return SaturatedSide.Unknown;
        }

        if (target > generator)
        {
            said.Add($"{both}: the target was the limit");
            return SaturatedSide.Target;
        }

        limited.Add($"{both}: the generator was the limit");
        return SaturatedSide.Generator;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
