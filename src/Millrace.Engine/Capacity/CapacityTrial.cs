using Millrace.Results;

namespace Millrace.Engine.Capacity;

/// <summary>
/// The runs at one load, until they agree. A single run never condemns a load, because a machine is disturbed now and then; a single one acquits it only with some
/// distance to the limit. Otherwise two runs must say the same.
/// </summary>
internal sealed class CapacityTrial(double load, CapacityPlan plan)
{
    private int _met;
    private int _missed;
    private int _limited;
    private int _unclear;

    /// <summary>The load that is tried.</summary>
    public double Load { get; } = load;

    /// <summary>What its runs agree on; null while another one is needed.</summary>
    public CapacityOutcome? Verdict { get; private set; }

    /// <summary>Every run so far left room to the next load.</summary>
    public bool IsEasy { get; private set; } = true;

    /// <summary>How often the objective was met.</summary>
    public int Met => _met;

    /// <summary>Whether runs at this very load met the objective and missed it.</summary>
    public bool Disagreed => _met > 0 && _missed > 0;

    /// <summary>How many runs condemn the load: one, where others did so before.</summary>
    public int MissesNeeded { get; init; } = 2;

    /// <summary>How many acquit it; null for one that met it with some distance, or else two.</summary>
    public int? MetsNeeded { get; init; }

    /// <summary>Takes what the next run says.</summary>
    public void Add(StepFinding finding)
    {
        IsEasy &= finding.IsEasy;
        switch (finding.Outcome)
        {
            case CapacityOutcome.Met:
                _met++;
                break;
            case CapacityOutcome.Missed:
                _missed++;
                break;
            case CapacityOutcome.GeneratorLimited:
                _limited++;
                break;
            default:
                _unclear++;
                break;
        }

        // After a run that missed, or near the limit, one more is wanted.
        int mets = MetsNeeded ?? (_missed + _limited == 0 && !(finding.Closeness >= plan.Close) ? 1 : 2);
        Verdict = _met >= mets ? CapacityOutcome.Met
            : _missed >= MissesNeeded ? CapacityOutcome.Missed
            : _limited >= 2 ? CapacityOutcome.GeneratorLimited
            : _unclear >= plan.MaxUnclear ? CapacityOutcome.Unclear
            : null;
    }
}
