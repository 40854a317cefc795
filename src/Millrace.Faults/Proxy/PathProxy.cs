using System.Net;
using Microsoft.Extensions.Logging;
using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>
/// One proxy: a port that listens, an upstream, and faults. Everything happens on its shard, so that each change is whole: no connection sees a proxy without the faults that it was
/// created with, or half of a change.
/// </summary>
internal abstract class PathProxy(string name, ProxyAddress listen, ProxyAddress upstream, long seed, ProxyHouse house)
{
    private readonly List<FaultEntry> _faults = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The event loop that it lives on.</summary>
    public required Shard Shard { get; init; }

    /// <summary>What it has counted.</summary>
    public ProxyCounters Counters { get; } = new();

    /// <summary>What faults hold, of all proxies.</summary>
    public HeldBytes Held => house.Held;

    /// <summary>Where it listens, with the port really bound.</summary>
    public ProxyAddress Listen { get; private set; } = listen;

    /// <summary>Where it passes traffic on to.</summary>
    public ProxyAddress Upstream { get; private set; } = upstream;

    /// <summary>False while the API has switched it off.</summary>
    public bool Enabled { get; private set; }

    /// <summary>What its chance is drawn from.</summary>
    public long Seed => seed;

    /// <summary>Where the upstream's name led when the proxy was made or moved; UDP only, which has no moment of connecting.</summary>
    public IPEndPoint? UpstreamEnd { get; set; }

    protected ProxyHouse House => house;

    protected ILogger Log => house.Log;

    /// <summary>Its faults, in the order in which they were added.</summary>
    protected IReadOnlyList<FaultEntry> Faults => _faults;

    /// <summary>True while its port is open.</summary>
    protected abstract bool IsListening { get; }

    /// <summary>The chance of one fault on one connection.</summary>
    public Random Chance(long connection, string fault, string purpose) => ProxyChance.Of(seed, connection, fault, purpose);

    /// <summary>The proxy as the API tells it.</summary>
    public ProxyDefinition Describe() => new(name, Listen.ToString(), Upstream.ToString()) { Enabled = Enabled, Faults = [.. _faults.Select(f => f.Fault)], Seed = seed };

    /// <summary>Gives it its first faults and opens its port, in one. Throws <see cref="LinkException"/>.</summary>
    public void Begin(IEnumerable<FaultEntry> faults, bool enabled, IPEndPoint local)
    {
        _faults.AddRange(faults);
        Counters.Faults = _faults.Count;
        Enabled = enabled;
        Match(local);
    }

    /// <summary>Switches it on or off, and moves it; connections are cut where it moves or goes off. Throws <see cref="LinkException"/>, and is off then.</summary>
    public void Update(bool enabled, ProxyAddress listenOn, ProxyAddress upstreamTo, IPEndPoint local)
    {
        if (listenOn != Listen || upstreamTo != Upstream)
        {
            Close();
            (Listen, Upstream) = (listenOn, upstreamTo);
        }

        Enabled = enabled;
        Match(local);
    }

    /// <summary>Ends it: the port is closed, connections are cut.</summary>
    public void End() => Close();

    /// <summary>Takes no one new; those who are there go on.</summary>
    public virtual void Retire()
    {
    }

    /// <summary>Adds a fault; it holds for every connection when this returns.</summary>
    public void Add(FaultEntry entry)
    {
        if (_faults.Exists(f => f.Fault.Name == entry.Fault.Name)) { throw ProxyApiException.ToxicExists; }
        if (_faults.Count == ProxyHouse.MaxFaults) { throw new ProxyApiException(409, $"the proxy has {ProxyHouse.MaxFaults} toxics, and no more are allowed; remove some"); }
        _faults.Add(entry);
        Counters.Faults = _faults.Count;
        if (!entry.ClosesPort) { Set(entry, replace: false); }
        else if (Enabled) { Shut(null); }
    }

    /// <summary>Changes the settings of a fault.</summary>
    public void Replace(FaultEntry entry)
    {
        int at = _faults.FindIndex(f => f.Fault.Name == entry.Fault.Name);
        if (at < 0) { throw ProxyApiException.NoToxic; }
        _faults[at] = entry;
        if (!entry.ClosesPort) { Set(entry, replace: true); }
    }

    /// <summary>Takes a fault away; what it held back flows when this returns. Throws <see cref="LinkException"/> where the port cannot be opened again: the fault stays.</summary>
    public void Remove(string fault, IPEndPoint local)
    {
        int at = _faults.FindIndex(f => f.Fault.Name == fault);
        if (at < 0) { throw ProxyApiException.NoToxic; }
        FaultEntry gone = _faults[at];
        _faults.RemoveAt(at);
        Counters.Faults = _faults.Count;
        if (!gone.ClosesPort)
        {
            Unset(gone);
            return;
        }

        bool enabled = Enabled;
        try
        {
            Match(local);
        }
        catch (LinkException)
        {
            // As before, so that the next try is one.
            _faults.Insert(at, gone);
            Counters.Faults = _faults.Count;
            Enabled = enabled;
            throw;
        }
    }

    /// <summary>Takes all faults away and switches it on.</summary>
    public void Reset(IPEndPoint local)
    {
        FaultEntry[] gone = [.. _faults];
        _faults.Clear();
        Counters.Faults = 0;
        foreach (FaultEntry entry in gone.Where(f => !f.ClosesPort)) { Unset(entry); }
        Enabled = true;
        Match(local);
    }

    /// <summary>The fault of this name, or null.</summary>
    public FaultEntry? Find(string fault) => _faults.Find(f => f.Fault.Name == fault);

    /// <summary>The upstream's end points; a name is looked up each time.</summary>
    public Task<IReadOnlyList<IPEndPoint>> UpstreamAsync(CancellationToken cancellationToken) => Upstream.ResolveAsync(cancellationToken);

    /// <summary>Opens the port and says where. Throws <see cref="LinkException"/>.</summary>
    protected abstract IPEndPoint Open(IPEndPoint local);

    /// <summary>Closes the port, if it is open, and cuts what goes through it.</summary>
    protected abstract void Close();

    /// <summary>Closes the port for a fault: nobody listens there, and yet it stays ours where that can be had. Says where, if so. <paramref name="local"/> counts where it is not open.</summary>
    protected virtual IPEndPoint? Shut(IPEndPoint? local)
    {
        Close();
        return null;
    }

    /// <summary>Puts a fault on all connections, or changes it there.</summary>
    protected abstract void Set(FaultEntry entry, bool replace);

    /// <summary>Takes a fault off all connections.</summary>
    protected abstract void Unset(FaultEntry entry);

    /// <summary>Sees to it that what fails for a reason that should not exist is known.</summary>
    protected void Watch(params ReadOnlySpan<Task> loops)
    {
        foreach (Task loop in loops) { _ = WatchOneAsync(loop); }
    }

    private async Task WatchOneAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            FaultLog.ConnectionFailed(Log, Name, e);
        }
    }

    /// <summary>Opens the port again that <see cref="End"/> has closed, if it was open. Throws <see cref="LinkException"/>.</summary>
    public void Resume(IPEndPoint local) => Match(local);

    // The port is open exactly while the proxy is on and no fault closes it.
    private void Match(IPEndPoint local)
    {
        if (!Enabled) { Close(); }
        else if (_faults.Exists(f => f.ClosesPort))
        {
            if (Shut(local) is { } held) { Listens(held); }
        }
        else if (!IsListening)
        {
            try
            {
                Listens(Open(local));
            }
            catch (LinkException)
            {
                Enabled = false;
                throw;
            }
        }
    }

    private void Listens(IPEndPoint bound) =>
        Listen = Listen with { Port = bound.Port, Host = Listen.Host.Length == 0 || !IPAddress.TryParse(Listen.Host, out _) ? bound.Address.ToString() : Listen.Host };
}
