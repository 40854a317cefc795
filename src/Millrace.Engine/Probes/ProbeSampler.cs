using Millrace.Engine.Targets;
using Millrace.Faults;

namespace Millrace.Engine.Probes;

/// <summary>Looks at the target and the generator when asked, on the thread pool, away from the shards' threads. Keeps no look but the first. Safe to use from any thread.</summary>
public sealed class ProbeSampler : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeProvider _time;
    private readonly TargetProbe _target;
    private readonly TargetProbe[] _companions;
    private readonly TargetProbe? _subject;
    private readonly GeneratorProbe _generator;

    private ProbeSampler(ITarget target, IFaultTarget? subject, TimeProvider time)
    {
        _time = time;
        _target = new TargetProbe(target, time, () => target.Workers);
        _companions = [.. target.CompanionProcesses.Select(companion => new TargetProbe(companion, time))];
        _subject = subject is null ? null : new TargetProbe(subject, time);
        _generator = new GeneratorProbe(time);
    }

    /// <summary>The look that was taken at the start.</summary>
    public ProbeSample First { get; private set; } = null!;

    /// <summary>Why the target's runtime is not measured, as a sentence for the report, or null where it is.</summary>
    public string? RuntimeProblem => _target.RuntimeProblem;

    /// <summary>
    /// Takes the first look. Completes when the target's runtime is watched or that was given up, which takes a few hundred milliseconds at most
    /// for a healthy target.
    /// </summary>
    public static async Task<ProbeSampler> StartAsync(ITarget target, TimeProvider? time = null, IFaultTarget? subject = null)
    {
        var sampler = new ProbeSampler(target, subject, time ?? TimeProvider.System);
        await Task.WhenAll(sampler.Others.Select(probe => probe.AttachedAsync()));
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
                Subject = _subject is null ? null : await _subject.ReadAsync(),
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
    public async ValueTask DisposeAsync() => await Task.WhenAll(Others.Select(probe => probe.DisposeAsync().AsTask()));

    private IEnumerable<TargetProbe> Others => _subject is null ? _companions.Append(_target) : [.. _companions, _target, _subject];

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
