using System.Globalization;
using Millrace.Results;

namespace Millrace.Amqp.Load.Stories;

/// <summary>A run with what tables ask of it. Its counts are read back from the run's own table, so that a suite can be told from files alone.</summary>
internal sealed class RunFacts
{
    /// <summary>The table that keeps the counts.</summary>
    public const string CountsTable = "counts";

    private readonly Func<string, long> _count;

    public RunFacts(RunFile run, Func<string, long>? count = null)
    {
        Run = run;
        _count = count ?? FromTable;
    }

    public RunFile Run { get; }

    public string Profile => Run.Profile;

    public string Mode => Run.Mode;

    public int Tasks => Run.Parameters.Clients;

    /// <summary>Iterations of each task, where a count bounded the run.</summary>
    public int? Share => Run.Parameters.Iterations;

    public IReadOnlyList<FaultResult> Faults => Run.Faults;

    public int Consumers => int.TryParse(Run.Parameters.Options.GetValueOrDefault(AmqpSettings.ConsumersName), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;

    /// <summary>True where the consumers are the point, rather than producers and consumers alike.</summary>
    public bool IsConsumers => Consumers >= 100;

    /// <summary>Length of the measured part.</summary>
    public double Seconds => Run.Phases.Where(phase => phase.Measured).Sum(phase => phase.EndSeconds - phase.StartSeconds);

    public OperationResult? Publishing => Run.Operations.GetValueOrDefault("publish") ?? Run.Operations.GetValueOrDefault("confirm");

    public OperationResult? Deliveries => Run.Operations.GetValueOrDefault("deliver");

    public OperationResult? Rents => Run.Operations.GetValueOrDefault("rent");

    public OperationResult? Recoveries => Run.Operations.GetValueOrDefault("recover");

    /// <summary>True where the generator was the limit, so that rates are lower bounds.</summary>
    public bool IsLowerBound => Run.Generator.Verdict == GeneratorVerdict.GeneratorLimited;

    /// <summary>Operations that did not end well and of which that is known: refused, lost, late, or answered wrongly.</summary>
    public long Errors => Run.Accounting.Failed + Run.Accounting.Lost + Run.Accounting.Corrupted + Run.Accounting.Late;

    public long Count(string name) => _count(name);

    /// <summary>A time around a fault that was counted in microseconds, in milliseconds; null where it was not.</summary>
    public double? Milliseconds(Func<int, string> name, FaultResult fault) =>
        Count(name(Run.Faults.ToList().IndexOf(fault) + 1)) is > 0 and var microseconds ? microseconds / 1e3 : null;

    private long FromTable(string name) =>
        (long)(Run.Tables.FirstOrDefault(table => table.Name == CountsTable)?.Rows.FirstOrDefault(row => row[0].Text == name)?[1].Number ?? 0);
}
