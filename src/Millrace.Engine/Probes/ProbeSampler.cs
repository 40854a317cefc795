using Millrace.Engine.Targets;

namespace Millrace.Engine.Probes;

/// <summary>Looks at the target and the generator when asked, on the thread pool, away from the shards' threads. Keeps no look but the first. Safe to use from any thread.</summary>
public sealed class ProbeSampler : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeProvider _time;
    private readonly TargetProbe _target;
    private readonly GeneratorProbe _generator;

    private ProbeSampler(ITarget target, TimeProvider time) =>
        (_time, _target, _generator) = (time, new TargetProbe(target, time), new GeneratorProbe(time));

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
        await sampler._target.AttachedAsync();
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
                Generator = _generator.Read(),
                At = _time.GetTimestamp(),
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets the target's runtime go; takes a few seconds at most where the target hangs.</summary>
    public ValueTask DisposeAsync() => _target.DisposeAsync();
}
