using Millrace.Engine.Targets;

namespace Millrace.Engine.Probes;

/// <summary>Looks at the target and the generator when asked, on the thread pool, away from the shards' threads. Keeps no look but the first. Safe to use from any thread.</summary>
public sealed class ProbeSampler : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeProvider _time;
    private readonly TargetProbe _target;
    private readonly TargetProbe[] _companions;
    private readonly GeneratorProbe _generator;

    private ProbeSampler(ITarget target, TimeProvider time) =>
        (_time, _target, _companions, _generator) =
            (time, new TargetProbe(target, time), [.. target.CompanionProcesses.Select(companion => new TargetProbe(companion, time))], new GeneratorProbe(time));

    /// <summary>The look that was taken at the start.</summary>
    public ProbeSample First { get; private set; } = null!;

    /// <summary>Why the target's runtime is not measured, as a sentence for the report, or null where it is.</summary>
    public string? RuntimeProblem => _target.RuntimeProblem;

    /// <summary>
    /// Takes the first look. Completes when the target's runtime is watched or that was given up, which takes a few hundred milliseconds at most
    /// for a healthy target.
    /// </summary>
    public static async Task<ProbeSampler> StartAsync(ITarget target, TimeProvider? time = null)
    {
        var sampler = new ProbeSampler(target, time ?? TimeProvider.System);
        await Task.WhenAll(sampler._companions.Append(sampler._target).Select(probe => probe.AttachedAsync()));
        sampler.First = await sampler.SampleNowAsync();
        return sampler;
    }

    /// <summary>Looks now: once a second, and at the edges of a phase.</summary>
    public async Task<ProbeSample> SampleNowAsync()
    {
        await _turn.WaitAsync();
        try
        {
            return new ProbeSample
            {
                Target = await _target.ReadAsync(),
                Companions = await CompanionsAsync(),
                Generator = _generator.Read(),
                At = _time.GetTimestamp(),
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets the runtimes go; takes a few seconds at most where a process hangs.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_companions.Append(_target).Select(probe => probe.DisposeAsync().AsTask()));

    private async ValueTask<IReadOnlyList<ProcessPoint?>> CompanionsAsync()
    {
        var points = new ProcessPoint?[_companions.Length];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = await _companions[i].ReadAsync();
        }

        return points;
    }
}
