using Millrace.Engine.Targets;

namespace Millrace.Engine.Probes;

/// <summary>
/// Looks at the target, the generator and the machine once a second, on the thread pool, away from the shards' threads. Safe to use from any
/// thread.
/// </summary>
public sealed class ProbeSampler : IAsyncDisposable
{
    /// <summary>The usual time between looks.</summary>
    public static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private readonly List<ProbeSample> _samples = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly TargetProbe _target;
    private readonly GeneratorProbe _generator;
    private readonly ThreadProbe _threads;
    private Task _loop = Task.CompletedTask;

    private ProbeSampler(ITarget target, TimeProvider time) =>
        (_time, _target, _generator, _threads) = (time, new TargetProbe(target, time), new GeneratorProbe(time), new ThreadProbe(time));

    /// <summary>Called after each look, on the thread that looked.</summary>
    public event Action<ProbeSample>? Sampled;

    /// <summary>All looks so far, oldest first.</summary>
    public IReadOnlyList<ProbeSample> Samples
    {
        get { lock (_gate) { return [.. _samples]; } }
    }

    /// <summary>Why the target's runtime is not measured, as a sentence for the report, or null where it is.</summary>
    public string? RuntimeProblem => _target.RuntimeProblem;

    /// <summary>
    /// Starts looking. Completes when the target's runtime is watched or that was given up, which takes a few hundred milliseconds at most
    /// for a healthy target; the first sample has then been taken.
    /// </summary>
    public static async Task<ProbeSampler> StartAsync(ITarget target, TimeProvider? time = null, TimeSpan? interval = null)
    {
        var sampler = new ProbeSampler(target, time ?? TimeProvider.System);
        await sampler._target.AttachedAsync();
        await sampler.SampleNowAsync();
        sampler._loop = Task.Run(() => sampler.LoopAsync(interval ?? UsualInterval));
        return sampler;
    }

    /// <summary>Watches one of the generator's threads from now on; see <see cref="OsThread.CurrentId"/>.</summary>
    public void Watch(int threadId) => _threads.Watch(threadId);

    /// <summary>Looks at once, beside the schedule: for the edges of a phase.</summary>
    public async Task<ProbeSample> SampleNowAsync()
    {
        await _turn.WaitAsync();
        ProbeSample sample;
        try
        {
            sample = new ProbeSample
            {
                Target = await _target.ReadAsync(),
                Generator = _generator.Read(),
                Threads = _threads.Read(),
                Sockets = SocketCounts.Read(),
                At = _time.GetTimestamp(),
            };
            lock (_gate) { _samples.Add(sample); }
        }
        finally
        {
            _turn.Release();
        }
        Sampled?.Invoke(sample);
        return sample;
    }

    /// <summary>Stops looking and lets the target's runtime go; takes a few seconds at most where the target hangs.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        await _target.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task LoopAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token)) { await SampleNowAsync(); }
        }
        catch (OperationCanceledException)
        {
            // expected: the end of the run
        }
    }
}
