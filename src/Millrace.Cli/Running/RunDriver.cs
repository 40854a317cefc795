using Millrace.Cli.Progress;
using Millrace.Cli.Telemetry;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Reports;
using Millrace.Reports.Comparing;
using Millrace.Results;
using Spectre.Console;

namespace Millrace.Cli.Running;

/// <summary>
/// Carries out one scenario after another for whoever asks (a run, a suite, a search): shows its progress, writes its reports and says what it came to.
/// Ctrl-C ends the one that runs, and is told to whoever goes on by <see cref="Stop"/>.
/// </summary>
internal sealed class RunDriver : IDisposable
{
    private readonly RunOptions _options;
    private readonly Composition _composition;
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly LabTelemetry? _telemetry;

    // What is drawn on the terminal now: whoever writes beside it spoils its picture.
    private volatile LiveProgress? _live;

    public RunDriver(RunOptions options, Composition composition, Terminal terminal)
    {
        _options = options;
        _composition = composition;
        _terminal = terminal;
        _telemetry = options.Telemetry is { } asked ? LabTelemetry.Start(asked, SayBeside) : null;
        if (_telemetry?.Url is { } url && !options.Quiet)
        {
            Human.WriteLine($"metrics: {url}");
        }

        _interruption = new Interruption(SayBeside, Abort, composition.Stop);
    }

    /// <summary>What a person reads; with --json, standard output belongs to the machine.</summary>
    public TextWriter Human => _options.Json ? _terminal.Error : _terminal.Out;

    /// <summary>The user wants an end.</summary>
    public CancellationToken Stop => _interruption.Token;

    public void Dispose()
    {
        _interruption.Dispose();
        _telemetry?.Dispose();
    }

    /// <summary>The finished run with its report written, or null where the user ended it before its load could begin.</summary>
    public RunFile? Run(Scenario scenario, string folder)
    {
        RunFile run;
        try
        {
            run = Drive(scenario with { OutputFolder = folder }, "");
            if (_options.ProfileTarget && run.Verdict.Ending == RunEnding.Completed && !Stop.IsCancellationRequested)
            {
                run = Profiled(run, scenario, folder);
            }

            // As a later `millrace report` will read it: rounded by the file, so that both print the same digits.
            run = RunJson.Deserialize(RunJson.Serialize(run));
            _telemetry?.End(run);
            RunReports.Write(folder, run, _options.Against);
        }
        catch (Exception early) when (Stop.IsCancellationRequested && early is OperationCanceledException or LabException)
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

    private RunFile Drive(Scenario scenario, string what)
    {
        string title = $"{scenario.System.Info.Name} {scenario.Profile.Name}{what}: {scenario.Clients} clients, {scenario.Load}, {Durations.Format(scenario.Duration)}";
        if (_options.Quiet)
        {
            return Wait(_composition.Lab(scenario, Watched(scenario, SilentProgress.Instance), Stop));
        }

        if (_terminal.IsInteractive && !_options.Json)
        {
            return RunLive(scenario, title);
        }

        Human.WriteLine(title);
        return Wait(_composition.Lab(scenario, Watched(scenario, new LineProgress(Human)), Stop));
    }

    // The measured run is whole whatever becomes of the pass.
    private RunFile Profiled(RunFile run, Scenario scenario, string folder)
    {
        try
        {
            run = ProfilePass.Join(run, Drive(ProfilePass.Of(scenario) with { OutputFolder = Path.Combine(folder, ProfilePass.Folder) }, ", sampling the target"));
        }
        catch (Exception failed) when (failed is LabException or OperationCanceledException)
        {
            run = ProfilePass.Failed(run, Stop.IsCancellationRequested ? "The pass was interrupted" : failed.Message);
        }

        ProfilePass.Replace(folder, run);
        return run;
    }

    private RunFile RunLive(Scenario scenario, string title)
    {
        using var live = new LiveProgress(AnsiConsole.Console, title);
        _live = live;
        try
        {
            return Wait(_composition.Lab(scenario, Watched(scenario, live), Stop));
        }
        finally
        {
            _live = null;
        }
    }

    private ILabProgress Watched(Scenario scenario, ILabProgress progress) => _telemetry?.Watch(scenario, progress) ?? progress;

    // Beside the live table a line would spoil it; above it, it stays.
    private void SayBeside(string sentence)
    {
        if (_live is { } live)
        {
            live.Say(sentence);
        }
        else
        {
            _terminal.Error.WriteLine(sentence);
        }
    }

    private void Abort(int exit)
    {
        if (_live is { } live)
        {
            live.Abandon();
            _terminal.Error.WriteLine();
        }

        Environment.Exit(exit);
    }

    /// <summary>What a person hears of a run that was interrupted before its load began.</summary>
    public static Complaint NeverBegan(Scenario scenario) => new(
        ExitCode.Interrupted, "the run was interrupted before its load began: nothing was measured, and there is no report",
        $"the start of {scenario.System.Info.Name} {scenario.Profile.Name}", "run it again");

    // The command's thread has nothing else to do, and no synchronisation context that the lab could wait for.
    private static RunFile Wait(Task<RunFile> run) => run.GetAwaiter().GetResult();

    /// <summary>Says which of several runs begins.</summary>
    public void Announce(int number, int of, Scenario scenario)
    {
        if (!_options.Quiet)
        {
            Human.WriteLine($"{(number > 1 ? "\n" : "")}{number} of {of}  {scenario.System.Info.Name}: {scenario.Profile.Description}");
        }
    }

    /// <summary>Prints what a finished run came to in a line, with the reasons where it did not pass, and what its faults did.</summary>
    public void SayBriefly(RunFile run)
    {
        Human.WriteLine(TextReport.VerdictLine(run));
        foreach (string line in run.Verdict.Outcome == VerdictOutcome.Pass ? TextReport.FaultLines(run) : [.. run.Verdict.Reasons, .. TextReport.FaultLines(run)])
        {
            Human.WriteLine($"  - {line}");
        }
    }

    /// <summary>Prints what a finished run came to.</summary>
    public void Say(RunFile run, Scenario scenario, string folder)
    {
        if (ExitDecision.Of(run, _options.Strict) == ExitCode.TargetUnreachable)
        {
            // The first reason is why nobody connected; the others follow from it.
            string reason = run.Verdict.Reasons is [var first, ..] ? first : "no client could connect";
            string words = run.Target.Exit?.LastWords is { } last ? $"; its last words:\n  {last.ReplaceLineEndings("\n  ")}" : "";
            new Complaint(
                ExitCode.TargetUnreachable, reason.TrimEnd('.') + words, run.Target.Address ?? run.Parameters.Target, LabComplaints.UnreachedAdvice(scenario)).WriteTo(_terminal.Error);
        }

        if (_options.Quiet)
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
        if (RunReports.Compared(folder, run, _options.Against) is { } comparison)
        {
            Human.WriteLine();
            Human.Write(ComparisonReport.Text(comparison));
        }

        Human.WriteLine($"\nreport: {Path.Combine(folder, RunReports.HtmlName)}");
    }
}
