using Millrace.Engine.Faulting;
using Millrace.Engine.Probes;
using Millrace.Engine.Targets;
using Millrace.Faults;
using Millrace.Results;
using Millrace.Shards;

namespace Millrace.Engine.Running;

/// <summary>The way from clients to target: straight, or through the fault proxy where the run has faults on it. Ends with the run.</summary>
internal sealed class RunPath : IAsyncDisposable
{
    private readonly ProxyCost? _cost;
    private readonly ProcessProbe? _probe;
    private readonly ProcessReading? _first;
    private readonly long _firstAt;
    private volatile bool _isEnding;

    private RunPath(FaultProxy? proxy, ProxyCost? cost)
    {
        (Proxy, _cost) = (proxy, cost);
        if (proxy is not null)
        {
            _probe = new ProcessProbe(proxy.Process);
            _first = _probe.Read();
            _firstAt = Shard.Now;
        }
    }

    /// <summary>The proxy, or null where clients go straight.</summary>
    public FaultProxy? Proxy { get; }

    /// <summary>A way without a proxy.</summary>
    public static RunPath Straight { get; } = new(null, null);

    /// <summary>Starts the proxy before a target, measures what it costs while it has nothing to do, and tells the target of it. Throws <see cref="LabException"/>.</summary>
    public static async Task<RunPath> OpenAsync(Scenario scenario, ITarget target, Uri address, Processors processors, ILabProgress progress, CancellationToken cancellationToken)
    {
        FaultScope transport = PathNeed.TransportOf(scenario);
        using ProxyCalibration calibration = await ProxyCalibration.StartAsync(transport, processors.Target?.Cpus[0], processors.Generator[0]).ConfigureAwait(false);
        FaultProxy proxy;
        try
        {
            proxy = await FaultProxy.StartAsync(
                TargetProgram.This(), address, calibration.Echo, transport, scenario.Seed, scenario.Clients, processors.Proxy, cancellationToken).ConfigureAwait(false);
        }
        catch (TargetException e)
        {
            throw new LabException([e.Message], e) { Failure = LabFailure.Environment };
        }

        try
        {
            await proxy.RehearseAsync(cancellationToken).ConfigureAwait(false);
            ProxyCost? cost = await calibration.MeasureAsync(proxy.Echo, cancellationToken).ConfigureAwait(false);
            target.LeadThrough(proxy.Path);
            var path = new RunPath(proxy, cost);
            progress.Note(new LabNote(TimeSpan.Zero, path.Describe()));
            _ = path.WatchAsync(progress);
            return path;
        }
        catch (Exception e)
        {
            await proxy.DisposeAsync().ConfigureAwait(false);
            if (e is FaultException)
            {
                throw new LabException([e.Message], e) { Failure = LabFailure.Environment };
            }

            throw;
        }
    }

    /// <summary>What the run file says of the proxy, at any time of the run; null without one.</summary>
    public ProxyResult? Tell()
    {
        if (Proxy is null)
        {
            return null;
        }

        double? seconds = _first is { } first && _probe!.Read() is { } now ? (now.CpuTime - first.CpuTime).TotalSeconds : null;
        double passed = Ticks.ToSeconds(Shard.Now - _firstAt);
        return new ProxyResult
        {
            Address = Proxy.Address.ToString(),
            Transport = PathNeed.Word(Proxy.Transport).ToLowerInvariant(),
            Pid = Proxy.Process.Id,
            Cpus = Proxy.Cpus?.ToString(),
            Cost = _cost,
            CpuSeconds = seconds,
            CpuPercentMean = seconds is { } used && passed > 0 ? 100 * used / passed : null,
            Exit = _isEnding || !Proxy.Exited.IsCompletedSuccessfully ? null : Proxy.Exited.Result.Describe(),
        };
    }

    /// <summary>Ends the proxy.</summary>
    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        if (Proxy is not null)
        {
            await Proxy.DisposeAsync().ConfigureAwait(false);
        }
    }

    private string Describe()
    {
        string cost = _cost is { } measured
            ? FormattableString.Invariant($"idle, it adds {measured.ThroughP50Ms - measured.DirectP50Ms:0.000} ms to the median round trip")
            : "what it adds could not be measured in time";
        return $"the fault proxy is in the path at {Proxy!.Address}{(Proxy.Cpus is { } cpus ? $", on processor {cpus}" : "")}; {cost}";
    }

    // Without it nobody reaches the target any more: that is no failure of the target's, and must not look like one.
    private async Task WatchAsync(ILabProgress progress)
    {
        ProcessExit exit = await Proxy!.Exited.ConfigureAwait(false);
        if (!_isEnding)
        {
            string words = Proxy.LastErrorLines is { Count: > 0 } lines ? $"; its last words: {string.Join(" / ", lines.TakeLast(3))}" : "";
            progress.Note(new LabNote(Ticks.ToTimeSpan(Shard.Now - _firstAt), $"the fault proxy {exit.Describe()}: clients reach the target no more{words}", IsProblem: true));
        }
    }
}
