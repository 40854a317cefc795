using System.Net;
using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>All proxies of a server, by name. Changes come from the API one after the other; each is carried out on the shard of its proxy.</summary>
internal sealed class ProxySet : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly SortedDictionary<string, PathProxy> _proxies = new(StringComparer.Ordinal);
    private readonly List<(Shard Shard, RelayBuffers Buffers)> _shards = [];
    private readonly ProxyHouse _house;
    private PathProxy[] _all = [];
    private int _next;

    public ProxySet(ProxyHouse house)
    {
        _house = house;
        for (int i = 0; i < house.Options.Shards; i++)
        {
            Shard shard = Shard.Start(new ShardOptions { Name = $"proxy-{i}" });
            _shards.Add((shard, new RelayBuffers(shard)));
        }
    }

    /// <summary>The proxies as they are now, for counting.</summary>
    public IReadOnlyList<PathProxy> All => Volatile.Read(ref _all);

    /// <summary>Makes a proxy with its faults and starts it, in one.</summary>
    public Task<ProxyDefinition> CreateAsync(ProxyDefinition definition, CancellationToken cancellationToken) =>
        OneAtATimeAsync(
            async () =>
            {
                ProxyPlan plan = await PlanAsync(definition, cancellationToken);
                if (_proxies.ContainsKey(definition.Name)) { throw ProxyApiException.ProxyExists; }
                return await AddAsync(plan);
            },
            cancellationToken);

    /// <summary>Makes a proxy; one that exists with the same ends is kept as it is, one with others is replaced, or stays where the new one cannot be made.</summary>
    public Task<ProxyDefinition> CreateOrReplaceAsync(ProxyDefinition definition, CancellationToken cancellationToken) => OneAtATimeAsync(
        async () =>
        {
            ProxyPlan plan = await PlanAsync(definition, cancellationToken);
            if (_proxies.GetValueOrDefault(definition.Name) is not { } existing) { return await AddAsync(plan); }
            if (await IsAtAsync(existing, plan.Listen, plan.Upstream, cancellationToken)) { return await OnShardAsync(existing, existing.Describe); }
            return await ReplaceAsync(existing, plan, await LocalAsync(existing.Listen, cancellationToken));
        },
        cancellationToken);

    /// <summary>All proxies, by name.</summary>
    public Task<IReadOnlyList<ProxyDefinition>> ListAsync(CancellationToken cancellationToken) => OneAtATimeAsync<IReadOnlyList<ProxyDefinition>>(
        async () =>
        {
            List<ProxyDefinition> all = [];
            foreach (PathProxy proxy in _proxies.Values) { all.Add(await OnShardAsync(proxy, proxy.Describe)); }
            return all;
        },
        cancellationToken);

    /// <summary>Does something to a proxy on its shard, and tells how it is then.</summary>
    public Task<ProxyDefinition> ChangeAsync(string name, Action<PathProxy, IPEndPoint> change, CancellationToken cancellationToken) => OneAtATimeAsync(
        async () =>
        {
            PathProxy proxy = Get(name);
            IPEndPoint local = await LocalAsync(proxy.Listen, cancellationToken);
            return await OnShardAsync(proxy, () =>
            {
                change(proxy, local);
                return proxy.Describe();
            });
        },
        cancellationToken);

    /// <summary>Switches a proxy on or off, or moves it.</summary>
    public Task<ProxyDefinition> UpdateAsync(ProxyDefinition wanted, CancellationToken cancellationToken) => OneAtATimeAsync(
        async () =>
        {
            PathProxy proxy = Get(wanted.Name);
            (ProxyAddress listen, ProxyAddress upstream) = wanted.Ends();
            if (upstream.Scope != proxy.Upstream.Scope) { throw new ProxyApiException(400, "a proxy for TCP cannot become one for UDP, or the other way round; delete it and create another"); }
            if (await IsAtAsync(proxy, listen, upstream, cancellationToken)) { listen = proxy.Listen; }
            IPEndPoint local = await LocalAsync(listen, cancellationToken);
            IPEndPoint? remote = await RemoteAsync(upstream, cancellationToken);
            return await OnShardAsync(proxy, () =>
            {
                proxy.UpstreamEnd = remote;
                proxy.Update(wanted.Enabled, listen, upstream, local);
                return proxy.Describe();
            });
        },
        cancellationToken);

    /// <summary>Ends a proxy and forgets it.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => OneAtATimeAsync(
        async () =>
        {
            await EndAsync(Get(name));
            return true;
        },
        cancellationToken);

    /// <summary>Takes all faults from all proxies and switches them on.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        foreach (PathProxy proxy in All) { _ = await ChangeAsync(proxy.Name, (p, local) => p.Reset(local), cancellationToken); }
    }

    /// <summary>Takes no one new on any proxy.</summary>
    public Task RetireAsync(CancellationToken cancellationToken) => OneAtATimeAsync(
        async () =>
        {
            foreach (PathProxy proxy in _proxies.Values)
            {
                _ = await OnShardAsync(proxy, () =>
                {
                    proxy.Retire();
                    return true;
                });
            }

            return true;
        },
        cancellationToken);

    /// <summary>Ends all proxies and the shards.</summary>
    public void Dispose()
    {
        foreach ((Shard shard, RelayBuffers buffers) in _shards)
        {
            shard.Dispose();
            buffers.Dispose();
        }

        foreach (PathProxy proxy in All) { (proxy as IDisposable)?.Dispose(); }
        _one.Dispose();
    }

    private static async Task<IPEndPoint> LocalAsync(ProxyAddress listen, CancellationToken cancellationToken) => (await ResolveAsync(listen, cancellationToken))[0];

    private static async Task<IPEndPoint?> RemoteAsync(ProxyAddress upstream, CancellationToken cancellationToken) =>
        upstream.Scope == FaultScope.Udp ? (await ResolveAsync(upstream, cancellationToken))[0] : null;

    private static async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(ProxyAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await address.ResolveAsync(cancellationToken);
        }
        catch (FaultException e)
        {
            throw new ProxyApiException(400, $"{address}: {e.Message}");
        }
    }

    // A name and the address that it stands for are the same place; an upstream's name is looked up at each connection, so there the text counts.
    private static async Task<bool> IsAtAsync(PathProxy proxy, ProxyAddress listen, ProxyAddress upstream, CancellationToken cancellationToken) =>
        upstream == proxy.Upstream
        && (listen == proxy.Listen || Equals(await LocalAsync(listen, cancellationToken), await LocalAsync(proxy.Listen, cancellationToken)));

    private static async Task<T> OnShardAsync<T>(PathProxy proxy, Func<T> work)
    {
        T? result = default;
        try
        {
            await proxy.Shard.RunAsync(() =>
            {
                result = work();
                return default;
            });
        }
        catch (LinkException e)
        {
            throw new ProxyApiException(e.Error is LinkError.AddressInUse ? 409 : 500, $"listen {proxy.Listen}: {e.Message}");
        }

        return result!;
    }

    /// <summary>Checks all of a proxy that can be told from its definition, and gives its faults. Throws <see cref="ProxyApiException"/>.</summary>
    public static FaultEntry[] Check(ProxyDefinition definition)
    {
        if (definition.Validate() is { Count: > 0 } errors) { throw new ProxyApiException(400, string.Join(' ', errors)); }
        FaultEntry[] faults = [.. definition.Faults.Select(f => FaultEntry.Of(f, definition.Scope))];
        if (faults.Length > ProxyHouse.MaxFaults) { throw new ProxyApiException(400, $"a proxy has at most {ProxyHouse.MaxFaults} toxics"); }
        if (faults.Select(f => f.Fault.Name).Distinct().Count() < faults.Length) { throw ProxyApiException.ToxicExists; }
        return faults;
    }

    // All that may fail, or be given up by who asked for it, before anything is changed.
    private static async Task<ProxyPlan> PlanAsync(ProxyDefinition definition, CancellationToken cancellationToken)
    {
        FaultEntry[] faults = Check(definition);
        (ProxyAddress listen, ProxyAddress upstream) = definition.Ends();
        return new ProxyPlan(definition, listen, upstream, faults, await LocalAsync(listen, cancellationToken), await RemoteAsync(upstream, cancellationToken));
    }

    private async Task<ProxyDefinition> AddAsync(ProxyPlan plan)
    {
        if (_proxies.Count == _house.Options.MaxProxies) { throw new ProxyApiException(409, $"there are {_proxies.Count} proxies, and no more are allowed; delete some"); }
        return await OpenAsync(plan);
    }

    // The old one goes when the new one stands. Only where both want one port it has to go before, and comes back where the new one cannot be opened.
    private async Task<ProxyDefinition> ReplaceAsync(PathProxy old, ProxyPlan plan, IPEndPoint oldLocal)
    {
        bool samePort = plan.Local.Port == oldLocal.Port && plan.Upstream.Scope == old.Upstream.Scope;
        if (samePort)
        {
            _ = await OnShardAsync(old, () =>
            {
                old.End();
                return true;
            });
        }

        ProxyDefinition made;
        try
        {
            made = await OpenAsync(plan);
        }
        catch (ProxyApiException e) when (samePort)
        {
            try
            {
                _ = await OnShardAsync(old, () =>
                {
                    old.Resume(oldLocal);
                    return true;
                });
            }
            catch (ProxyApiException resuming)
            {
                throw new ProxyApiException(e.Status, $"{e.Message}; and the proxy that was there is off, for its port could not be opened again: {resuming.Message}");
            }

            throw;
        }

        _ = await OnShardAsync(old, () =>
        {
            old.End();
            (old as IDisposable)?.Dispose();
            return true;
        });
        return made;
    }

    private async Task<ProxyDefinition> OpenAsync(ProxyPlan plan)
    {
        ProxyDefinition definition = plan.Definition;
        (Shard shard, RelayBuffers buffers) = _shards[_next++ % _shards.Count];
        long seed = definition.Seed ?? ProxyChance.SeedOf(_house.Options.Seed, definition.Name);
        PathProxy proxy = plan.Upstream.Scope == FaultScope.Udp
            ? new UdpProxy(definition.Name, plan.Listen, plan.Upstream, seed, _house) { Shard = shard, UpstreamEnd = plan.Remote }
            : new TcpProxy(definition.Name, plan.Listen, plan.Upstream, seed, _house) { Shard = shard, Buffers = buffers };
        try
        {
            ProxyDefinition made = await OnShardAsync(proxy, () =>
            {
                proxy.Begin(plan.Faults, definition.Enabled, plan.Local);
                return proxy.Describe();
            });
            _proxies[definition.Name] = proxy;
            Volatile.Write(ref _all, [.. _proxies.Values]);
            FaultLog.Opened(_house.Log, made.Name, made.Listen, made.Upstream);
            return made;
        }
        catch
        {
            (proxy as IDisposable)?.Dispose();
            throw;
        }
    }

    private async Task EndAsync(PathProxy proxy)
    {
        _ = await OnShardAsync(proxy, () =>
        {
            proxy.End();
            (proxy as IDisposable)?.Dispose();
            return true;
        });
        _proxies.Remove(proxy.Name);
        Volatile.Write(ref _all, [.. _proxies.Values]);
    }

    private PathProxy Get(string name) => _proxies.GetValueOrDefault(name) ?? throw ProxyApiException.NoProxy;

    private async Task<T> OneAtATimeAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _one.Release();
        }
    }
}
