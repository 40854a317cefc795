using Millrace.Cli.Reporting;
using Millrace.Cli.Running;
using Millrace.Engine;
using Millrace.Engine.Capacity;
using Millrace.Reports;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Cli.Capacity;

/// <summary>Carries out one search: a run for each load that the controller asks for, then those of the headroom rules, and the report over all.</summary>
internal sealed class CapacitySession(CapacityRequest request, Composition composition, Terminal terminal)
{
    // Start of the target, connecting and drain, as long as no step has shown how long they take here.
    private static readonly TimeSpan UsualOverhead = TimeSpan.FromSeconds(2);

    private readonly CapacitySearch _search = new(request.Plan);
    private readonly List<Complaint> _unwritten = [];
    private readonly DateTimeOffset _began = terminal.Clock.GetUtcNow();
    private TimeSpan _slowest = request.Basis.WarmUp + request.Basis.Duration + UsualOverhead;

    public int Run()
    {
        // Of each step a line is enough for a log; on a terminal it shows its own progress while it runs.
        using var driver = new RunDriver(request.Options with { Quiet = request.Options.Quiet || !terminal.IsInteractive, Strict = false, Against = null }, composition, terminal);
        string folder = ResultsPlace.Prepare(request.Options.OutputFolder, request.Basis.System.Info.Name, "capacity", _began);
        using RunFolder place = RunFolder.Create(folder);
        ReportOrders.RequireForSuite(request.Options.Reports);
        var book = new CapacityBook(request, _search, _began);
        Say(driver, $"{request.Basis.System.Info.Name} {request.Basis.Profile.Name}: the largest {(request.Axis == CapacityRequest.Rate ? $"rate over {Figures.Count(request.Basis.Clients)} clients" : "number of clients")} that meets {request.Objective}");
        while (_search.Next is { } load)
        {
            Step(driver, place, book, load);
        }

        if (book.IsEmpty)
        {
            ResultsPlace.Abandon(folder);
            RunDriver.NeverBegan(request.Basis).WriteTo(terminal.Error);
            return (int)ExitCode.Interrupted;
        }

        HeadroomRuns(driver, place, book);
        if (request.AtLeast is { } wanted && _search.Sustained is { } held && held < wanted && !(_search.Missed <= wanted))
        {
            book.Remark($"Whether {Load(book, wanted)} hold, as --at-least asks, was not shown: the search ended before that load was tried to the end, and none below it is known to miss the objective.");
        }

        RunReports.WriteSuite(place, book.File);
        place.PointLatest();
        _unwritten.AddRange(ReportOrders.WriteSuite(request.Options.Reports, folder, book.File));
        driver.Human.WriteLine();
        driver.Human.WriteLine(request.Options.Quiet ? CapacityReport.Sentence(book.File.Capacity!) : CapacityReport.RenderText(book.File).TrimEnd());
        driver.Human.WriteLine($"\nreport: {RunReports.PageOf(folder)}");
        if (request.Options.Json)
        {
            terminal.Out.Write(RunJson.Serialize(book.File));
        }

        if (_unwritten.Count > 0)
        {
            Complaint.WriteAll(_unwritten, terminal.Error);
        }

        return (int)ReportOrders.Exit(Exit(driver), _unwritten);
    }

    private void Step(RunDriver driver, RunFolder place, CapacityBook book, double load)
    {
        if (driver.Stop.IsCancellationRequested)
        {
            _search.Stop("it was interrupted");
        }
        else if (!book.IsEmpty && Spent + (_slowest * (1 + Extras)) > request.Budget)
        {
            _search.Stop($"the budget of {Durations.Format(request.Budget)} was used up");
        }
        else if (request.Basis.System.Validate(request.At(load)) is { Count: > 0 } problems && !book.IsEmpty)
        {
            _search.Stop($"{Load(book, load)} cannot be carried out: {problems[0].TrimEnd('.')}");
        }
        else
        {
            string name = string.Create(Words.Invariant, $"{_search.Steps + 1:00}-{load:0.##}");
            Say(driver, $"\nstep {_search.Steps + 1}, {_search.Doing}: {Load(book, load)}{Bounds(book)}");
            if (Drive(driver, place, name, load) is not { } run)
            {
                _search.Stop("it was interrupted");
                return;
            }

            StepFinding finding = StepJudge.Judge(run, request.Objective);
            CapacityStep step = book.Add(name, load, run, finding, terminal.Clock.GetUtcNow());
            _search.Add(finding);
            if (driver.Stop.IsCancellationRequested)
            {
                _search.Stop("it was interrupted");
            }

            Say(driver, $"  {CapacityReport.Of(finding.Outcome)}: {Figures.Rate(step.AchievedPerSecond)} answered, p50 {Figures.Milliseconds(step.P50Ms)}, p99 {Figures.Milliseconds(step.P99Ms)}{(finding.Reason is { } reason ? $" ({reason})" : "")}");

            // Written after every step, so that a search which is cut short keeps what it has.
            RunReports.WriteSuite(place, book.File);
        }
    }

    private void HeadroomRuns(RunDriver driver, RunFolder place, CapacityBook book)
    {
        if (_search.Sustained is { } sustained && Half(sustained) is var half && Extra(driver, place, book, "half of capacity", "half", half) is { } run)
        {
            Say(driver, "  " + book.AddHalf(Name("half", half), half, run, StepJudge.Judge(run, request.Objective), terminal.Clock.GetUtcNow()).Text);
        }

        if (request.Expected is { } expected && expected * Headroom.Multiple is var twice && Extra(driver, place, book, "twice the expected load", "expected-x2", twice) is { } other)
        {
            Say(driver, "  " + book.AddExpected(Name("expected-x2", twice), twice, other, StepJudge.Judge(other, request.Objective), terminal.Clock.GetUtcNow()).Text);
        }
    }

    private RunFile? Extra(RunDriver driver, RunFolder place, CapacityBook book, string what, string name, double load)
    {
        string? obstacle = driver.Stop.IsCancellationRequested ? "the search was interrupted"
            : request.Basis.System.Validate(request.At(load)) is { Count: > 0 } problems ? problems[0].TrimEnd('.')
            : Spent + _slowest > request.Budget ? $"the budget of {Durations.Format(request.Budget)} was used up"
            : request.Axis == CapacityRequest.Clients && load < 1 ? "it is less than one client"
            : null;
        if (obstacle is not null)
        {
            string remark = $"The run at {what}, {Load(book, load)}, was left out: {obstacle}.";
            book.Remark(remark);
            Say(driver, $"\n{remark}");
            return null;
        }

        Say(driver, $"\nheadroom, {what}: {Load(book, load)}");
        return Drive(driver, place, Name(name, load), load) is { Verdict.Ending: not RunEnding.Interrupted } run ? run : null;
    }

    private RunFile? Drive(RunDriver driver, RunFolder place, string name, double load)
    {
        DateTimeOffset before = terminal.Clock.GetUtcNow();
        Scenario scenario = request.At(load);
        string own = ResultsPlace.Prepare(Path.Combine(place.Path, name), scenario.System.Info.Name, scenario.Profile.Name, _began);
        RunFile? run = null;
        try
        {
            run = driver.Run(scenario, own);
            if (run is not null)
            {
                _unwritten.AddRange(ReportOrders.WriteInSuite(request.Options.Reports, own, run));
            }
        }
        catch (ComplaintException refused) when (_search.Steps > 0)
        {
            // Such as a machine without so many descriptors: what was found so far stands.
            Complaint.WriteAll(refused.Complaints, terminal.Error);
            _search.Stop($"the step could not be carried out: {refused.Complaints[0].What}");
        }

        TimeSpan took = terminal.Clock.GetUtcNow() - before;
        _slowest = took > _slowest ? took : _slowest;
        return run;
    }

    private TimeSpan Spent => terminal.Clock.GetUtcNow() - _began;

    // The runs of the headroom rules: one at half of what holds, and one at twice what is expected.
    private int Extras => (_search.Sustained is null ? 0 : 1) + (request.Expected is null ? 0 : 1);

    private string Bounds(CapacityBook book)
    {
        string left = Durations.Format(TimeSpan.FromSeconds(Math.Ceiling((_slowest * (_search.StepsLeft + 1 + (request.Expected is null ? 0 : 1))).TotalSeconds)));
        string bounds = (_search.Sustained, _search.Missed ?? _search.GeneratorWall) switch
        {
            (null, null) => "",
            ({ } held, null) => $"holds {Load(book, held)}; ",
            (null, { } missed) => $"misses {Load(book, missed)}; ",
            ({ } held, { } missed) => $"holds {Load(book, held)}, not {Load(book, missed)}; ",
        };
        return $"  ({bounds}about {left} left)";
    }

    private double Half(double sustained) => request.Axis == CapacityRequest.Clients ? Math.Max(1, Math.Floor(sustained * Headroom.Share)) : sustained * Headroom.Share;

    private static string Name(string what, double load) => string.Create(Words.Invariant, $"{what}-{load:0.##}");

    private static string Load(CapacityBook book, double load) => load.ToString("#,0.##", Words.Invariant) + book.Unit;

    private void Say(RunDriver driver, string line)
    {
        if (!request.Options.Quiet)
        {
            driver.Human.WriteLine(line);
        }
    }

    private ExitCode Exit(RunDriver driver)
    {
        if (driver.Stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }

        bool isShort = _search.Sustained is not { } held || held < request.AtLeast;
        return isShort ? (_search.GeneratorLimited && !(_search.Missed <= request.AtLeast) ? ExitCode.GeneratorLimited : ExitCode.VerdictFailed)
            : _search.GeneratorLimited && request.Options.Strict && request.AtLeast is null ? ExitCode.GeneratorLimited
            : ExitCode.Ok;
    }
}
