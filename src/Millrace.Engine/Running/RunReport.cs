using Millrace.Engine.Judging;
using Millrace.Engine.Loads;
using Millrace.Engine.Metering;
using Millrace.Engine.Targets;
using Millrace.Results;
using Millrace.Shards;

namespace Millrace.Engine.Running;

/// <summary>Builds the run file out of everything known, at any time of a run.</summary>
internal static class RunReport
{
    public static RunFile Build(
        RunBook book, RunStage stage, ICrew crew, RunEnding ending, IReadOnlyList<FaultResult> faults, IReadOnlyList<string> problems, ProcessEnds ends)
    {
        long now = Shard.Now;
        Scenario scenario = book.Scenario;
        Accounting accounting = book.Collector.Total(static _ => true, operation => operation != book.ConnectIndex).ToAccounting() with
        {
            // With shards counted before anything was judged, so that the identity over what came in proves something. A subject ends its operations as it counts them: there
            // the identity holds by construction, and the system's own books (its invariants) are the proof.
            Received = book.Collector.ReceivedMessages,
        };
        RunFile run = new()
        {
            System = scenario.System.Info.Name,
            Profile = scenario.Profile.Name,
            Mode = scenario.Mode,
            Environment = stage.Environment,
            Parameters = RunFiles.Parameters(scenario, stage.Address, crew.Count),
            Phases = RunFiles.Phases(book, now),
            Operations = RunFiles.Operations(book, now),
            Accounting = accounting,
            Series = SeriesThinning.Thin(book.Series, SeriesThinning.Boundaries(faults)),
            Target = Target(book, stage, ends.Target),
            Companions = Companions(book, stage, ends),
            Proxy = stage.Path.Tell(),
            Generator = Generator(book, stage, now),
            Faults = faults,
            Labels = Labels(scenario, crew),
        };
        if (ending == RunEnding.Running)
        {
            return run with { Verdict = new Verdict { Ending = RunEnding.Running }, Fingerprint = RunFingerprint.Of(run) };
        }

        return Judged(run, book, stage, crew, ending, problems, ends, now);
    }

    private static RunFile Judged(RunFile run, RunBook book, RunStage stage, ICrew crew, RunEnding ending, IReadOnlyList<string> problems, ProcessEnds ends, long now)
    {
        var story = new RunStory(run, book.Scenario, book.Collector.Metrics)
        {
            TargetFigures = book.TargetWords.Figures,
            TargetFiguresBefore = book.TargetWordsBefore,
            TargetSilence = book.TargetWords.Problem,
        };
        Dictionary<string, long> invariants = Identities(run, out List<string> broken);
        if (run.Companions is { Count: > 0 } && stage.Target.CompanionProcesses.Count > 0)
        {
            invariants["companions-live"] = ends.Unasked;
        }

        GeneralFindings.Tell(story, book.Collector.Disconnects, crew.Exceptions, book.TargetUsage?.Memory);
        book.Scenario.System.Tell(story);
        foreach ((string name, long count) in story.Invariants)
        {
            invariants[name] = count;
        }

        bool isShort = false;
        if (ending == RunEnding.Completed && stage.Subject is not null && book.Scenario.Iterations is { } share)
        {
            long asked = (long)share * book.Scenario.Clients;
            long done = book.Collector.Metrics.GetValueOrDefault(Subjects.SubjectDesk.Iterations);
            isShort = done < asked;
            if (isShort)
            {
                problems = [.. problems, FormattableString.Invariant($"only {done:#,0} of {asked:#,0} iterations were done before the duration was over: the count was not reached")];
            }
        }

        var tally = new RunTally(book.Scenario.Clients, [.. run.Faults.Select(fault => fault.Storm).OfType<StormResult>()], book.Collector.Metrics);
        ThresholdResult[] thresholds = [.. book.Windows.Select(window => FromWhom(window.Judge(operation => RunFiles.Measured(book, operation, now), tally), book.Scenario.Profile))];
        Figures all = RunFiles.Measured(book, null, now);
        run = run with
        {
            Invariants = invariants,
            Thresholds = thresholds,
            Guides = [.. story.Guides.Select(guide => GuideReading.Read(guide, all, run))],
            Findings = [.. story.Findings],
            Tables = [.. story.Tables],
            Charts = story.Charts.Count > 0 ? [.. story.Charts] : null,
            Verdict = RunVerdict.Of(thresholds, invariants, [.. problems, .. broken], ending, all.Tally.Sent, isShort),
        };
        return run with { Fingerprint = RunFingerprint.Of(run) };
    }

    private static ThresholdResult FromWhom(ThresholdResult threshold, Profile profile) =>
        profile.Thresholds.Contains(threshold.Expression) ? threshold with { Source = $"profile {profile.Name}" } : threshold;

    // The account of the whole run and of each phase must close once the drain is over.
    private static Dictionary<string, long> Identities(RunFile run, out List<string> broken)
    {
        IReadOnlyList<string> whole = run.Accounting.BrokenIdentities();
        string[] ofPhases = [.. run.Phases.SelectMany(phase => phase.Accounting.BrokenIdentities().Select(identity => $"in phase {phase.Name}, {identity}"))];
        broken = [.. whole, .. ofPhases];
        return new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["accounting-closes"] = whole.Count,
            ["accounting-closes-per-phase"] = ofPhases.Length,
        };
    }

    private static TargetResult Target(RunBook book, RunStage stage, Results.TargetExit? exit)
    {
        ProcessUsage? usage = book.TargetUsage?.Usage;
        return new TargetResult
        {
            Address = AddressText.Of(stage.Address),
            Pid = stage.Target.Process?.Id,
            Command = stage.Target is EmbeddedTarget ? string.Join(' ', book.Scenario.System.Embedded(book.Scenario).ArgumentsWith("FOLDER")) : null,
            ReadyMs = stage.ReadyMs,
            Exit = exit,
            Usage = usage,
            // A runtime that was measured and then ended with its process is no problem.
            RuntimeProblem = usage is { Runtime: null } ? stage.Probes.RuntimeProblem : null,
        };
    }

    // What the target or its subject say of themselves; the user's own words win.
    private static IReadOnlyDictionary<string, string> Labels(Scenario scenario, ICrew crew)
    {
        if (crew.Facts.Count == 0)
        {
            return scenario.Labels;
        }

        var labels = new Dictionary<string, string>(crew.Facts, StringComparer.Ordinal);
        foreach ((string name, string value) in scenario.Labels)
        {
            labels[name] = value;
        }

        return labels;
    }

    private static IReadOnlyList<CompanionResult>? Companions(RunBook book, RunStage stage, ProcessEnds ends) => stage.Target.CompanionProcesses.Count == 0 && stage.Subject is null ? null :
    [
        .. stage.Target.CompanionProcesses.Select((companion, i) => new CompanionResult
        {
            Name = companion.Name,
            Command = companion.CommandLine,
            Pid = companion.Process?.Id,
            Exit = ends.Companions.GetValueOrDefault(companion.Name),
            Usage = book.CompanionUsage[i]?.Usage,
        }),
        .. stage.Subject is not { } subject ? Array.Empty<CompanionResult>() :
        [
            new CompanionResult
            {
                Name = Subjects.SubjectProcess.Name,
                Command = subject.CommandLine,
                Pid = subject.Id,
                Exit = ends.Companions.GetValueOrDefault(Subjects.SubjectProcess.Name),
                Usage = book.SubjectUsage?.Usage,
            },
        ],
    ];

    private static GeneratorResult Generator(RunBook book, RunStage stage, long now)
    {
        Figures figures = RunFiles.Measured(book, null, now);
        double seconds = figures.Seconds;
        ProcessUsage? own = book.GeneratorUsage?.Usage;
        // The target's side as a whole: its companions run on its processors.
        double? targetCores = (book.TargetUsage?.Usage.CpuPercentMean + book.CompanionUsage.Sum(usage => usage?.Usage.CpuPercentMean ?? 0)) / 100;
        return GeneratorJudge.Judge(new GeneratorFacts
        {
            IsClosed = book.Scenario.Load.IsClosed,
            HasThinkTime = book.Scenario.Load is Closed { ThinkTime: var think } && think > TimeSpan.Zero,
            TimerLatenessP99Ms = figures.TimerLateness.Percentile(99) / 1000.0,
            ServiceP50Ms = figures.Service.Count == 0 ? null : figures.Service.Percentile(50) / 1000.0,
            Due = figures.Tally.Due,
            Sent = figures.Tally.Sent,
            Dropped = figures.Tally.Dropped,
            DroppedUnconnected = figures.Tally.DroppedUnconnected,
            Disconnects = book.Collector.Disconnects.Values.Sum(),
            BusiestShard = book.BusiestShard,
            BusiestGranted = book.BusiestGranted,
            GrantedShard = book.GrantedShard,
            Queued = book.Queued,
            HasSubject = stage.Subject is not null,
            IsCounted = book.Scenario.Iterations is not null,
            GcPauseShare = seconds > 0 ? (own?.Runtime?.GcPauseMsTotal ?? 0) / 1000 / seconds : 0,
            GcPauseMaxMs = own?.Runtime?.GcPauseMsMax,
            TargetBusy = targetCores / stage.Processors.TargetCount,
            Seconds = seconds,
        }) with
        { Usage = own };
    }
}
