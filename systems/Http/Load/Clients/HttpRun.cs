using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Millrace.Engine;
using Millrace.Engine.Http;
using Millrace.Http.Load.Requests;
using Millrace.Shards;

namespace Millrace.Http.Load.Clients;

/// <summary>What the clients of one run share over all shards: settings, requests, the way to the target, and the first example of each thing that went wrong.</summary>
internal sealed class HttpRun
{
    private readonly ConcurrentDictionary<string, string> _examples = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<Shard, HttpShard> _shards = [];
    private readonly ConcurrentQueue<HttpShard> _all = new();
    private readonly ConcurrentDictionary<Uri, (HttpRoute Route, RequestMix Mix)> _targets = new();
    private readonly Scenario _scenario;
    private long _mistakes;

    public HttpRun(Scenario scenario, HttpSettings settings)
    {
        _scenario = scenario;
        Settings = settings;
        Operations = [.. Settings.Requests.Select(request => request.Name)];
    }

    public HttpSettings Settings { get; }

    /// <summary>The names of the requests.</summary>
    public IReadOnlyList<string> Operations { get; }

    /// <summary>The first example of each thing that went wrong, by its word.</summary>
    public IReadOnlyDictionary<string, string> Examples => _examples;

    /// <summary>How often a loop of the lab's own ended with an exception that nobody foresaw.</summary>
    public long Mistakes => Interlocked.Read(ref _mistakes);

    /// <summary>Sees that an exception out of a loop that nobody awaits is counted and told.</summary>
    public async Task WatchAsync(Task loop, HttpUser? user)
    {
        try
        {
            await loop;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Interlocked.Increment(ref _mistakes);
            Note(HttpErrors.LabError, $"{e.GetType().Name}: {e.Message}");
            user?.Failed();
        }
    }

    /// <summary>Keeps the words for something that went wrong, where it is the first of its kind.</summary>
    public void Note(string kind, string words) => _examples.TryAdd(kind, words);

    /// <summary>True where nothing of this kind has been noted.</summary>
    public bool Wants(string kind) => !_examples.ContainsKey(kind);

    /// <summary>What the clients of a shard share. On the shard's thread.</summary>
    public HttpShard ShardOf(Shard shard) => _shards.GetValue(shard, shard =>
    {
        var room = new HttpShard(this, shard, Ticks.From(_scenario.OperationTimeout));
        _all.Enqueue(room);
        return room;
    });

    /// <summary>What all shards saw.</summary>
    public ShardTally Total() => ShardTally.Sum(_all.Select(shard => shard.Tally));

    /// <summary>The way to a target, and what is asked of it.</summary>
    public (HttpRoute Route, RequestMix Mix) For(Uri target) => _targets.GetOrAdd(target, target =>
        (new HttpRoute(target, _scenario.Via, ClientTls.For(_scenario)), new RequestMix(PlannedRequest.For(Settings, target))));
}
