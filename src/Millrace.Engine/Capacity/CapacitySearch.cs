using System.Globalization;
using Millrace.Results;

namespace Millrace.Engine.Capacity;

/// <summary>
/// Finds the largest load that meets an objective: a coarse geometric ramp until one does not, then bisection between the bounds, then both bounds once more. Pure: it says which load
/// comes next and takes what the run at it showed; it knows no clock and starts nothing.
/// </summary>
public sealed class CapacitySearch
{
    // A bound that was passed by a confirmation is given up; after so many of them the target itself has no steady limit.
    private const int MostReversals = 4;

    private readonly CapacityPlan _plan;
    private readonly int _digits;

    // Ascending; the ends that face each other are the bounds, the others are what is fallen back to where one proves wrong.
    private readonly List<double> _held = [];
    private readonly List<double> _passed = [];
    private CapacityTrial? _trial;
    private double? _wall;
    private bool _sustainedIsConfirmed;
    private bool _missedIsConfirmed;
    private int _reversals;

    // Runs at one load have disagreed: on such a machine a bound wants better witnesses.
    private bool _disagreed;

    /// <summary>A search that begins at the plan's first load.</summary>
    public CapacitySearch(CapacityPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!(plan is { Least: > 0, Precision: > 0, Growth: > 1, Retreat: > 1, MaxSteps: > 0, MaxUnclear: > 0 } && plan.From >= plan.Least && plan.Most >= plan.From))
        {
            throw new ArgumentException("A plan needs 0 < least <= from <= most, a precision above 0 and factors above 1.", nameof(plan));
        }

        _plan = plan;
        _digits = plan.Precision >= 0.02 ? 3 : 5;
        Try(plan.From);
    }

    /// <summary>The load to run next; null when the search is over.</summary>
    public double? Next => Ended is null ? _trial?.Load : null;

    /// <summary>The largest load known to meet the objective; null while none is.</summary>
    public double? Sustained => _held.Count > 0 ? _held[^1] : null;

    /// <summary>The smallest load known to miss it; null while none is.</summary>
    public double? Missed => _passed.Count > 0 ? _passed[0] : null;

    /// <summary>The smallest load at which the generator was the limit, where that is what the search ran into.</summary>
    public double? GeneratorWall => _wall;

    /// <summary>Whether the upper end is the generator's and not the target's.</summary>
    public bool GeneratorLimited => _wall is { } wall && !(Missed <= wall);

    /// <summary>Runs so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Why the search is over, as a sentence; null while it goes on.</summary>
    public string? Ended { get; private set; }

    /// <summary>Whether it came to its own end: bounds within the precision, the generator's limit, the largest or the smallest load.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What the search is doing, for a person.</summary>
    public string Doing => Ceiling is null ? "coarse ramp" : Sustained is null ? "looking for a load that holds" : IsNarrow ? "confirming the bounds" : "bisection";

    /// <summary>About how many runs are left, from what is known now.</summary>
    public int StepsLeft
    {
        get
        {
            if (Next is null)
            {
                return 0;
            }

            // In the ramp nobody knows; a factor of four to the end is as good a guess as any.
            double width = Ceiling is { } ceiling && Sustained is { } held ? Math.Log(ceiling / held) : Math.Log(_plan.Growth);
            double halvings = Math.Max(0, Math.Ceiling(Math.Log2(width / Math.Log(1 + _plan.Precision))));
            int ramp = Ceiling is null ? 4 : Sustained is null ? 2 : 0;
            return Math.Min(_plan.MaxSteps - Steps, (int)Math.Ceiling(ramp + (1.5 * halvings) + 2));
        }
    }

    private double? Ceiling => (Missed, _wall) switch
    {
        (null, null) => null,
        ({ } missed, { } wall) => Math.Min(missed, wall),
        var (missed, wall) => missed ?? wall,
    };

    private bool IsNarrow => Sustained is { } held && Ceiling is { } ceiling
        && (ceiling <= held * (1 + _plan.Precision) * (1 + 1e-9) || (_plan.IsWhole && ceiling - held <= 1));

    /// <summary>Takes what the run at <see cref="Next"/> showed.</summary>
    /// <exception cref="InvalidOperationException">The search is over.</exception>
    public void Add(StepFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        CapacityTrial trial = Next is null ? throw new InvalidOperationException("The search is over.") : _trial!;
        Steps++;
        trial.Add(finding);
        _disagreed |= trial.Disagreed;
        switch (trial.Verdict)
        {
            case CapacityOutcome.Met:
                Hold(trial);
                break;
            case CapacityOutcome.Missed:
                Miss(trial.Load);
                break;
            case CapacityOutcome.GeneratorLimited:
                Drop(trial.Load);
                _wall = _wall is { } wall ? Math.Min(wall, trial.Load) : trial.Load;
                break;
            case CapacityOutcome.Unclear:
                Stop(Text($"{_plan.MaxUnclear} runs at {trial.Load:#,0.##} said nothing, because the machine was disturbed or they did not end"));
                return;
            default:
                break;
        }

        if (trial.Verdict is not null)
        {
            Advance(trial);
        }

        if (Next is not null && Steps >= _plan.MaxSteps)
        {
            Stop(Text($"{_plan.MaxSteps} steps were taken"));
        }
    }

    /// <summary>Ends the search with what is known; why is a sentence without its full stop.</summary>
    public void Stop(string why)
    {
        Ended ??= why;
        _trial = null;
    }

    private void Hold(CapacityTrial trial)
    {
        double load = trial.Load;
        _sustainedIsConfirmed = load == Sustained || trial.Met > 1;
        _held.RemoveAll(each => each >= load);
        _held.Add(load);
        if (_passed.RemoveAll(each => each <= load) > 0)
        {
            // The bound was the work of disturbed runs.
            _missedIsConfirmed = false;
            _reversals++;
        }

        if (load >= _wall)
        {
            _wall = null;
        }
    }

    private void Miss(double load)
    {
        Drop(load);
        _missedIsConfirmed = load == Missed;
        _passed.RemoveAll(each => each == load);
        _passed.Insert(_passed.TakeWhile(each => each < load).Count(), load);
        if (_wall > load)
        {
            _wall = null;
        }
    }

    // A load that was thought to hold, and does not.
    private void Drop(double load)
    {
        if (_held.RemoveAll(each => each >= load) > 0)
        {
            _sustainedIsConfirmed = false;
            _reversals++;
        }
    }

    private void Advance(CapacityTrial last)
    {
        if (_reversals > MostReversals)
        {
            Stop(Text($"the same loads met the objective and missed it by turns: the target, or this machine, has no steady limit"));
        }
        else if (Sustained is not { } held)
        {
            Retreat();
        }
        else if (Ceiling is not { } ceiling)
        {
            Climb(held, last.IsEasy);
        }
        else if (_plan.Wanted is { } wanted && wanted > held && wanted < ceiling)
        {
            // A gate wants an answer about this very load; one about its neighbours is none.
            Try(wanted);
        }
        else if (!IsNarrow)
        {
            Try(Middle(held, ceiling));
        }
        else if (!_sustainedIsConfirmed)
        {
            _trial = new CapacityTrial(held, _plan) { MetsNeeded = 1 };
        }
        else if (Missed == ceiling && !_missedIsConfirmed)
        {
            _trial = new CapacityTrial(ceiling, _plan) { MetsNeeded = 2, MissesNeeded = _disagreed ? 2 : 1 };
        }
        else
        {
            Complete(GeneratorLimited
                ? Text($"from {_wall:#,0.##} on the generator was the limit, so the target's own is not known")
                : Text($"the bounds are within {_plan.Precision:0.##%} of each other"));
        }
    }

    private void Climb(double held, bool isEasy)
    {
        if (held >= _plan.Most)
        {
            Complete(Text($"{_plan.Most:#,0.##} is the largest load that was to be tried"));
            return;
        }

        Try(Math.Min(_plan.Most, Round(held * (isEasy ? _plan.Growth * _plan.Growth : _plan.Growth), held)));
    }

    private void Retreat()
    {
        double ceiling = Ceiling!.Value;
        if (ceiling <= _plan.Least)
        {
            Complete(GeneratorLimited
                ? Text($"the generator was the limit even at {ceiling:#,0.##}, the smallest load that was tried")
                : Text($"even {ceiling:#,0.##}, the smallest load that was tried, missed the objective"));
            return;
        }

        double lower = ceiling / _plan.Retreat;
        Try(Math.Max(_plan.Least, _plan.IsWhole ? Math.Floor(lower) : Short(lower)));
    }

    private void Complete(string why)
    {
        IsComplete = true;
        Stop(why);
    }

    private void Try(double load) => _trial = new CapacityTrial(load, _plan);

    // Half way on a logarithmic scale: a search that ends at a ratio halves ratios.
    private double Middle(double held, double ceiling)
    {
        double middle = Math.Sqrt(held * ceiling);
        if (_plan.IsWhole)
        {
            return Math.Clamp(Math.Round(middle), held + 1, ceiling - 1);
        }

        double round = Short(middle);
        return round > held && round < ceiling ? round : middle;
    }

    private double Round(double load, double above) => _plan.IsWhole ? Math.Max(above + 1, Math.Round(load)) : Short(load) is var round && round > above ? round : load;

    // A load that a person can say.
    private double Short(double load)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(load)) + 1 - _digits);
        return Math.Round(load / unit) * unit;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
