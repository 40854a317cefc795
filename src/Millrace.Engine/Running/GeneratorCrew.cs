using Millrace.Engine.Clients;
using Millrace.Engine.Metering;

namespace Millrace.Engine.Running;

/// <summary>All generator threads of a run together. Asked from the lab's thread.</summary>
internal sealed class GeneratorCrew : ICrew
{
    private readonly GeneratorShard[] _shards;

    public GeneratorCrew(Scenario scenario, IReadOnlyList<int?> cpus, PhaseTimeline timeline, Collector collector)
    {
        // More threads than clients would only idle.
        int count = Math.Min(cpus.Count, scenario.Clients);
        _shards = [.. Enumerable.Range(0, count).Select(i => new GeneratorShard(new ShardPlace(i, count, cpus[i]), scenario, timeline, collector.Free))];
    }

    public int Count => _shards.Length;

    public int Connected => _shards.Sum(shard => shard.Connected);

    public int Disconnects => _shards.Sum(shard => shard.Disconnects);

    public IEnumerable<Exception> Exceptions => _shards.SelectMany(shard => shard.Exceptions);

    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public Task<long> Done { get; } = new TaskCompletionSource<long>().Task;

    /// <summary>Makes the clients and shares the load among those that start.</summary>
    public async Task SeatAsync(Uri target, int faults)
    {
        await Each(shard => shard.SeatAsync(target, faults)).ConfigureAwait(false);
        int[] starters = [.. _shards.SelectMany(shard => shard.Starters).Order()];
        GeneratorShard[] starting = [.. _shards.Where(shard => shard.Starters.Any())];
        await Each(shard => shard.PlanAsync(starters, (Array.IndexOf(starting, shard), starting.Length))).ConfigureAwait(false);
    }

    public Task ConnectAsync(long start, CancellationToken cancellationToken) => Each(shard => shard.ConnectAsync(start, cancellationToken));

    public Task BeginLoadAsync(PhaseTimeline timeline) => Each(shard => shard.BeginLoadAsync(timeline));

    public Task StopLoadAsync(long end) => Each(shard => shard.StopLoadAsync(end));

    /// <summary>Waits until nothing is in flight or the deadline passes; then names what never came.</summary>
    public async Task DrainAsync(long deadline)
    {
        // Over all shards: what a client of one sent may be received by clients of others. No load starts any more, so no shard's figure grows.
        while (_shards.Sum(shard => shard.Unresolved) > 0 && Shards.Shard.Now < deadline)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System).ConfigureAwait(false);
        }

        await Each(shard => shard.GiveUpAsync()).ConfigureAwait(false);
    }

    public Task CloseAsync(TimeSpan within) => Each(shard => shard.CloseAsync(within));

    public Task FaultInjectedAsync(int fault, long at, long thresholdTicks) => Each(shard => shard.FaultInjectedAsync(fault, at, thresholdTicks));

    public Task FaultEndedAsync(int fault, long at) => Each(shard => shard.FaultEndedAsync(fault, at));

    public async Task<(Flip Flip, double? CpuSeconds, double? QueuedSeconds)[]> FlipAsync() => await Task.WhenAll(_shards.Select(shard => shard.FlipAsync())).ConfigureAwait(false);

    public async Task<FaultNote[]> FaultNotesAsync(int fault) =>
        [.. (await Task.WhenAll(_shards.Select(shard => shard.FaultNotesAsync(fault))).ConfigureAwait(false)).SelectMany(notes => notes)];

    public void Dispose()
    {
        foreach (GeneratorShard shard in _shards)
        {
            shard.Dispose();
        }
    }

    private Task Each(Func<GeneratorShard, Task> act) => Task.WhenAll(_shards.Select(act));
}
