using Millrace.Cli.Reporting;
using Millrace.Engine;
using Millrace.Reports;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>Carries out one request: a run alone, or a suite of them one after another with a page over all.</summary>
internal sealed class RunSession(RunRequest request, Composition composition, Terminal terminal)
{
    public int Run()
    {
        using var driver = new RunDriver(request.Options, composition, terminal);
        return request.Suite is { } kind ? RunSuite(kind, driver) : RunAlone(driver);
    }

    // The run file says whether its figures are relied on: a report that is made of it later judges as the exit code does now.
    private Scenario Told(PlannedRun planned) => planned.Scenario with { Strict = request.Options.Strict || planned.Strict };

    private int RunAlone(RunDriver driver)
    {
        Scenario scenario = Told(request.Runs[0]);
        string folder = ResultsPlace.Prepare(request.Options.OutputFolder, request.Title, scenario.Profile.Name, terminal.Clock.GetUtcNow());
        using RunFolder place = RunFolder.Create(folder);
        if (driver.Run(scenario, folder) is not { } run)
        {
            return Complaint.WriteAll([RunDriver.NeverBegan(scenario)], terminal.Error);
        }

        place.PointLatest();
        IReadOnlyList<Complaint> unwritten = ReportOrders.Write(request.Options.Reports, folder, run);
        if (request.Options.Json)
        {
            terminal.Out.Write(JsonReport.Render(run));
        }

        driver.Say(run, scenario, folder);
        Say(unwritten);
        return (int)ReportOrders.Exit(ExitDecision.Of(run, scenario.Strict == true), unwritten);
    }

    private void Say(IReadOnlyList<Complaint> complaints)
    {
        if (complaints.Count > 0)
        {
            Complaint.WriteAll(complaints, terminal.Error);
        }
    }

    private int RunSuite(SuiteKind kind, RunDriver driver)
    {
        ReportOrders.RequireForSuite(request.Options.Reports);
        DateTimeOffset began = terminal.Clock.GetUtcNow();
        string folder = ResultsPlace.Prepare(request.Options.OutputFolder, request.Title, kind is SuiteKind.Profiles or SuiteKind.Systems ? "suite" : kind.ToString().ToLowerInvariant(), began);
        using RunFolder place = RunFolder.Create(folder);
        var exits = new List<ExitCode>();
        var unwritten = new List<Complaint>();
        var book = new SuiteBook(request.Title, kind, began, request.Teller);
        foreach (PlannedRun planned in request.Runs)
        {
            if (driver.Stop.IsCancellationRequested)
            {
                break;
            }

            Scenario scenario = Told(planned);
            if (kind == SuiteKind.Systems)
            {
                driver.Announce(book.File.Runs.Count + 1, request.Runs.Count, scenario);
            }

            string own = ResultsPlace.Prepare(Path.Combine(folder, planned.Folder), scenario.System.Info.Name, scenario.Profile.Name, began);
            if (driver.Run(scenario, own) is not { } run)
            {
                RunDriver.NeverBegan(scenario).WriteTo(terminal.Error);
                break;
            }

            unwritten.AddRange(ReportOrders.WriteInSuite(request.Options.Reports, own, run));
            if (kind == SuiteKind.Systems)
            {
                driver.SayBriefly(run);
            }
            else
            {
                driver.Say(run, scenario, own);
            }

            book.Add(planned.Folder, run, terminal.Clock.GetUtcNow());
            exits.Add(ExitDecision.Of(run, scenario.Strict == true));

            // Written after every run, so that a suite which is cut short keeps what it has.
            RunReports.WriteSuite(place, book.File);
        }

        if (book.File.Runs.Count == 0)
        {
            ResultsPlace.Abandon(folder);
            return (int)ExitCode.Interrupted;
        }

        place.PointLatest();
        unwritten.AddRange(ReportOrders.WriteSuite(request.Options.Reports, folder, book.File));
        driver.Human.WriteLine();
        driver.Human.WriteLine(SuiteReport.RenderText(book.File).TrimEnd());
        if (kind != SuiteKind.Systems)
        {
            driver.Human.WriteLine($"\n{(kind == SuiteKind.Profiles ? "suite" : kind.ToString().ToLowerInvariant())}: {Path.Combine(folder, RunFolder.SuiteName)}");
        }

        driver.Human.WriteLine($"{(kind == SuiteKind.Systems ? "\n" : "")}report: {RunReports.PageOf(folder)}");
        if (request.Options.Json)
        {
            terminal.Out.Write(RunJson.Serialize(book.File));
        }

        if (book.File.Invariants?.Values.Any(count => count > 0) == true)
        {
            exits.Add(ExitCode.VerdictFailed);
        }

        Say(unwritten);
        return (int)ReportOrders.Exit(ExitDecision.Worst(driver.Stop.IsCancellationRequested ? [.. exits, ExitCode.Interrupted] : exits), unwritten);
    }
}
