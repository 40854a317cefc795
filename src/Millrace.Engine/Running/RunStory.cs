using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>What a system reads and writes when it tells the story of its finished run: the run's figures, and the tables and findings it adds.</summary>
public sealed class RunStory
{
    private readonly IReadOnlyDictionary<string, long> _metrics;

    /// <summary>The story of a run, from its figures and from what its clients counted in the measured phases.</summary>
    public RunStory(RunFile run, Scenario scenario, IReadOnlyDictionary<string, long> metrics)
    {
        Run = run;
        Scenario = scenario;
        _metrics = metrics;
        Guides = [.. scenario.Profile.Guides];
    }

    /// <summary>The run with every figure, before tables and findings of the system.</summary>
    public RunFile Run { get; }

    /// <summary>What was run.</summary>
    public Scenario Scenario { get; }

    /// <summary>What the target said of itself when the load was over, by name: see <see cref="ISystemUnderLoad.AskTargetAsync"/>; empty where it was not asked or did not answer.</summary>
    public IReadOnlyDictionary<string, double> TargetFigures { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The same as the measured part began, where the system asks for it (<see cref="ISystemUnderLoad.AsksTargetBefore"/>); empty where it does not, or where nothing was answered.</summary>
    public IReadOnlyDictionary<string, double> TargetFiguresBefore { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Why the target said nothing although it was asked; null where it answered or was not asked.</summary>
    public string? TargetSilence { get; init; }

    /// <summary>Tables to print, in order.</summary>
    public IList<ResultTable> Tables { get; } = [];

    /// <summary>Charts to draw, in order.</summary>
    public IList<ResultChart> Charts { get; } = [];

    /// <summary>Sentences with the numbers that they stand on.</summary>
    public IList<Finding> Findings { get; } = [];

    /// <summary>The profile's status guides; a system takes out those that its settings make meaningless.</summary>
    public IList<Judging.Guide> Guides { get; }

    /// <summary>Invariants of the system, by name, with how often each was violated.</summary>
    public IDictionary<string, long> Invariants { get; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Length of the measured part that ran, in seconds.</summary>
    public double MeasuredSeconds => Run.Phases.Where(phase => phase.Measured).Sum(phase => phase.EndSeconds - phase.StartSeconds);

    /// <summary>The sum over the measured phases of what clients counted under a name with <see cref="StepContext.Count"/>.</summary>
    public long Metric(string name) => _metrics.GetValueOrDefault(name);

    /// <summary>Adds a finding.</summary>
    public void Find(FindingSeverity severity, string text, params (string Name, double Value)[] numbers) => Findings.Add(new Finding
    {
        Severity = severity,
        Text = text,
        Numbers = numbers.ToDictionary(number => number.Name, number => number.Value, StringComparer.Ordinal),
    });
}
