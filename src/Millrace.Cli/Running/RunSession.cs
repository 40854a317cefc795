using Millrace.Cli.Progress;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Reports;
using Millrace.Results;
using Spectre.Console;

namespace Millrace.Cli.Running;

/// <summary>Carries out one request: runs its scenarios one after another, writes their reports and says what they come to.</summary>
internal sealed class RunSession(RunRequest request, Composition composition, Terminal terminal)
{
    // What is drawn on the terminal now: whoever writes beside it spoils its picture.
    private volatile LiveProgress? _live;

    /// <summary>What a person reads; with --json, standard output belongs to the machine.</summary>
    private TextWriter Human => request.Json ? terminal.Error : terminal.Out;

    public int Run()
    {
        using var interruption = new Interruption(SayStopping, Abort, composition.Stop);
        return request.IsSuite ? RunSuite(interruption.Token) : RunAlone(interruption.Token);
    }

    private int RunAlone(CancellationToken stop)
    {
        Scenario scenario = request.Scenarios[0];
        string folder = ResultsPlace.Prepare(request.OutputFolder, scenario.System.Info.Name, scenario.Profile.Name, terminal.Clock.GetUtcNow());
        using RunFolder place = RunFolder.Create(folder);
        if (RunOne(scenario, folder, stop) is not { } run)
        {
            return Complaint.WriteAll([NeverBegan(scenario)], terminal.Error);
        }

        place.PointLatest();
        if (request.Json)
        {
            terminal.Out.Write(JsonReport.Render(run));
        }

        Say(run, scenario, folder);
        return (int)ExitDecision.Of(run, request.Strict);
    }

    private int RunSuite(CancellationToken stop)
    {
        DateTimeOffset began = terminal.Clock.GetUtcNow();
        string folder = ResultsPlace.Prepare(request.OutputFolder, request.System.Info.Name, request.Kind == SuiteKind.Sweep ? "sweep" : "suite", began);
        using RunFolder place = RunFolder.Create(folder);
        var exits = new List<ExitCode>();
        var book = new SuiteBook(request.System, request.Kind, began);
        for (int i = 0; i < request.Scenarios.Count; i++)
        {
            Scenario scenario = request.Scenarios[i];
            string name = request.Folders?[i] ?? scenario.Profile.Name;
            if (stop.IsCancellationRequested)
            {
                break;
            }

            string own = ResultsPlace.Prepare(Path.Combine(folder, name), scenario.System.Info.Name, scenario.Profile.Name, began);
            if (RunOne(scenario, own, stop) is not { } run)
            {
                NeverBegan(scenario).WriteTo(terminal.Error);
                break;
            }

            Say(run, scenario, own);
            book.Add(name, run, terminal.Clock.GetUtcNow());
            exits.Add(ExitDecision.Of(run, request.Strict));

            // Written after every run, so that a suite which is cut short keeps what it has.
            place.WriteSuite(book.File);
            File.WriteAllText(Path.Combine(folder, RunReports.MarkdownName), SuiteReport.Render(book.File));
        }

        if (book.File.Runs.Count == 0)
        {
            ResultsPlace.Abandon(folder);
            return (int)ExitCode.Interrupted;
        }

        place.PointLatest();
        Human.WriteLine();
        Human.WriteLine(SuiteReport.RenderText(book.File).TrimEnd());
        Human.WriteLine($"\n{(request.Kind == SuiteKind.Sweep ? "sweep" : "suite")}: {Path.Combine(folder, RunFolder.SuiteName)}");
        if (request.Json)
        {
            terminal.Out.Write(RunJson.Serialize(book.File));
        }

        if (book.File.Invariants?.Values.Any(count => count > 0) == true)
        {
            exits.Add(ExitCode.VerdictFailed);
        }

        return (int)ExitDecision.Worst(stop.IsCancellationRequested ? [.. exits, ExitCode.Interrupted] : exits);
    }

    /// <summary>The finished run with its report written, or null where the user ended it before its load could begin.</summary>
    private RunFile? RunOne(Scenario scenario, string folder, CancellationToken stop)
    {
        RunFile run;
        try
        {
            run = Drive(scenario with { OutputFolder = folder }, "", stop);
            if (request.ProfileTarget && run.Verdict.Ending == RunEnding.Completed && !stop.IsCancellationRequested)
            {
                run = Profiled(run, scenario, folder, stop);
            }

            // As a later `millrace report` will read it: rounded by the file, so that both print the same digits.
            run = RunJson.Deserialize(RunJson.Serialize(run));
            RunReports.Write(folder, run, request.Against);
        }
        catch (Exception early) when (stop.IsCancellationRequested && early is OperationCanceledException or LabException)
        {
            // Where a target could not be put into a session of its own, Ctrl-C ends it as well, and its start fails before we are heard.
            ResultsPlace.Abandon(folder);
            return null;
        }
        catch (LabException failure)
        {
            ResultsPlace.Abandon(folder);
            throw new ComplaintException(LabComplaints.Of(failure, scenario));
        }
        catch (RunFileException unwritable)
        {
            throw new ComplaintException(LabComplaints.Of(unwritable));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ComplaintException(LabComplaints.Unwritable(folder, cause));
        }

        return run;
    }

    private RunFile Drive(Scenario scenario, string what, CancellationToken stop)
    {
        string title = $"{scenario.System.Info.Name} {scenario.Profile.Name}{what}: {scenario.Clients} clients, {scenario.Load}, {Durations.Format(scenario.Duration)}";
        if (request.Quiet)
        {
            return Wait(composition.Lab(scenario, SilentProgress.Instance, stop));
        }

        if (terminal.IsInteractive && !request.Json)
        {
            return RunLive(scenario, title, stop);
        }

        Human.WriteLine(title);
        return Wait(composition.Lab(scenario, new LineProgress(Human), stop));
    }

    // The measured run is whole whatever becomes of the pass.
    private RunFile Profiled(RunFile run, Scenario scenario, string folder, CancellationToken stop)
    {
        try
        {
            run = ProfilePass.Join(run, Drive(ProfilePass.Of(scenario) with { OutputFolder = Path.Combine(folder, ProfilePass.Folder) }, ", sampling the target", stop));
        }
        catch (Exception failed) when (failed is LabException or OperationCanceledException)
        {
            run = ProfilePass.Failed(run, stop.IsCancellationRequested ? "The pass was interrupted" : failed.Message);
        }

        ProfilePass.Replace(folder, run);
        return run;
    }

    private RunFile RunLive(Scenario scenario, string title, CancellationToken stop)
    {
        using var live = new LiveProgress(AnsiConsole.Console, title);
        _live = live;
        try
        {
            return Wait(composition.Lab(scenario, live, stop));
        }
        finally
        {
            _live = null;
        }
    }

    private void SayStopping(string sentence)
    {
        if (_live is { } live)
        {
            live.Say(sentence);
        }
        else
        {
            terminal.Error.WriteLine(sentence);
        }
    }

    private void Abort(int exit)
    {
        if (_live is { } live)
        {
            live.Abandon();
            terminal.Error.WriteLine();
        }

        Environment.Exit(exit);
    }

    private static Complaint NeverBegan(Scenario scenario) => new(
        ExitCode.Interrupted, "the run was interrupted before its load began: nothing was measured, and there is no report",
        $"the start of {scenario.System.Info.Name} {scenario.Profile.Name}", "run it again");

    // The command's thread has nothing else to do, and no synchronisation context that the lab could wait for.
    private static RunFile Wait(Task<RunFile> run) => run.GetAwaiter().GetResult();

    private void Say(RunFile run, Scenario scenario, string folder)
    {
        if (ExitDecision.Of(run, request.Strict) == ExitCode.TargetUnreachable)
        {
            // The first reason is why nobody connected; the others follow from it.
            string reason = run.Verdict.Reasons is [var first, ..] ? first : "no client could connect";
            string words = run.Target.Exit?.LastWords is { } last ? $"; its last words:\n  {last.ReplaceLineEndings("\n  ")}" : "";
            new Complaint(
                ExitCode.TargetUnreachable, reason.TrimEnd('.') + words, run.Target.Address ?? run.Parameters.Target, LabComplaints.UnreachedAdvice(scenario)).WriteTo(terminal.Error);
        }

        if (request.Quiet)
        {
            Human.WriteLine(TextReport.VerdictLine(run));
            foreach (string reason in run.Verdict.Outcome == VerdictOutcome.Pass ? [] : run.Verdict.Reasons)
            {
                Human.WriteLine($"  - {reason}");
            }

            return;
        }

        Human.WriteLine();
        Human.Write(TextReport.Render(run));
        if (request.Against is { } before)
        {
            Human.WriteLine();
            Human.Write(Comparison.Render(before, run));
        }

        Human.WriteLine($"\nreport: {Path.Combine(folder, RunReports.MarkdownName)}");
    }
}
