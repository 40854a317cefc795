using System.Globalization;
using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>
/// Which side was the limit where a subject carries out the load: a library on one side, its server on the other. Either one's limit is a figure of the pair and not a
/// fault of the measurement; only a machine that others use casts doubt. Pure.
/// </summary>
internal static class SubjectJudge
{
    public static SaturatedSide Side(GeneratorFacts facts, List<string> doubtful, List<string> said)
    {
        if (facts.BusiestShard is not { } subject)
        {
            said.Add("the subject's processor use is not known here, so which side was at its limit cannot be told");
            return SaturatedSide.Unknown;
        }

        string target = facts.TargetBusy is { } busy ? Text($"the target {busy:0%} of its own") : "the target's use is not known";
        string both = Text($"the subject used {subject:0%} of its processors, {target}");
        if (doubtful.Count > 0)
        {
            said.Add(both);
            return SaturatedSide.Unknown;
        }

        if (subject < GeneratorJudge.NearlySaturated && !(facts.TargetBusy >= GeneratorJudge.NearlySaturated))
        {
            said.Add($"{both}: {(facts.TargetBusy is null ? "the subject was not the limit" : "neither used up its processors, tasks waited for answers")}");
            return facts.TargetBusy is null ? SaturatedSide.Unknown : SaturatedSide.Neither;
        }

        bool isTarget = facts.TargetBusy > subject;
        said.Add($"{both}: the {(isTarget ? "target" : "subject, which is what is measured,")} was the limit");
        return isTarget ? SaturatedSide.Target : SaturatedSide.Generator;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
