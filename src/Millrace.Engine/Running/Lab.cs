using System.Runtime.CompilerServices;
using Millrace.Engine.Faulting;
using Millrace.Engine.Machine;
using Millrace.Engine.Probes;
using Millrace.Engine.Profiling;
using Millrace.Engine.Subjects;
using Millrace.Engine.Targets;
using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>Runs scenarios: starts or finds the target, connects clients, drives the load, injects faults, drains and judges.</summary>
public static class Lab
{
    /// <summary>
    /// Runs a scenario to its end. Cancelled at any time after the start, it stops the load, drains and still returns what ran, marked as interrupted.
    /// Throws <see cref="LabException"/> where the run cannot be started.
    /// </summary>
    public static async Task<RunFile> RunAsync(Scenario scenario, ILabProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(progress);
        Preflight preflight = await Preflight.CheckAsync(scenario, MachineLimits.Read(), cancellationToken).ConfigureAwait(false);
        scenario = scenario.ForRun();
        using RunFolder? folder = OpenFolder(scenario);
        bool hasProxy = PathNeed.IsThere(scenario, preflight.Faults);
        Processors processors = hasProxy ? Processors.For(scenario).WithProxy(scenario, CpuAffinity.Allowed()) : Processors.For(scenario);
        long before = Shards.Shard.Now;
        (ITarget target, Uri address) = await TargetStart.StartAsync(scenario, processors, cancellationToken).ConfigureAwait(false);
        double readyMs = Ticks.ToMilliseconds(Shards.Shard.Now - before);
        await using (target.ConfigureAwait(false))
        {
            RunPath path = hasProxy
                ? await RunPath.OpenAsync(scenario, target, address, processors, progress, cancellationToken).ConfigureAwait(false)
                : RunPath.Straight;
            await using ConfiguredAsyncDisposable leaving = path.ConfigureAwait(false);
            scenario = scenario with { Via = path.Proxy?.Address };
            if (preflight.Faults.Check(target) is { Count: > 0 } impossible)
            {
                throw new LabException(impossible);
            }

            SubjectProcess? subject = await SubjectStart.StartAsync(scenario, processors, cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable subjectEnd = (subject ?? (IAsyncDisposable)NoSubject.Instance).ConfigureAwait(false);
            // The pages take the samples, so that they lie on the edges of phases.
            ProbeSampler probes = await ProbeSampler.StartAsync(target, subject: subject).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable ending = probes.ConfigureAwait(false);
            using TargetProfiler? profiler = scenario.ProfileTarget ? TargetProfiler.Of(target, folder) : null;
            var stage = new RunStage
            {
                Profiler = profiler,
                Target = target,
                Subject = subject,
                Address = address,
                Processors = processors,
                Path = path,
                Folder = folder,
                Probes = probes,
                Environment = await EnvironmentAsync(processors, cancellationToken).ConfigureAwait(false),
                ReadyMs = target is EmbeddedTarget ? readyMs : null,
            };
            using var run = new LabRun(scenario, preflight, stage, progress, cancellationToken);
            RunFile file = await run.RunAsync().ConfigureAwait(false);
            stage.IsEnding = true;
            if (profiler is not null)
            {
                file = await profiler.TellAsync(file).ConfigureAwait(false);
                folder?.WriteRun(file);
            }

            return file;
        }
    }

    /// <summary>
    /// What a scenario will do, with every check that needs nothing started; a target's name is looked up. Throws <see cref="LabException"/> where the run would not begin.
    /// </summary>
    public static async Task<RunPlan> PlanAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        Preflight preflight = await Preflight.CheckAsync(scenario, MachineLimits.Read(), cancellationToken).ConfigureAwait(false);
        return RunPlan.Of(scenario.ForRun(), preflight);
    }

    private static async Task<RunEnvironment> EnvironmentAsync(Processors processors, CancellationToken cancellationToken)
    {
        GitState? git = await GitState.OfAsync(AppContext.BaseDirectory, cancellationToken).ConfigureAwait(false);
        int[] pinned = [.. processors.Generator.OfType<int>()];
        return RunEnvironments.Describe(MachineSurvey.Take(), git, pinned.Length == 0 ? null : new CpuSet(pinned), processors.Target);
    }

    private static RunFolder? OpenFolder(Scenario scenario)
    {
        try
        {
            return scenario.OutputFolder is { } path ? RunFolder.Create(path) : null;
        }
        catch (Exception e) when (e is RunFileException or IOException or UnauthorizedAccessException)
        {
            throw new LabException([e.Message], e) { Failure = LabFailure.Results };
        }
    }
}
