using System.Net;
using Millrace.Faults;
using Millrace.Results;
using Millrace.Shards;

namespace Millrace.Engine.Faulting;

/// <summary>
/// Measures what the idle proxy adds: one small message at a time to an echo on a thread of the lab's and back, directly and through the proxy in turns, so that
/// whatever else the machine does meets both. It takes a fifth of a second, before the load.
/// </summary>
internal sealed class ProxyCalibration : IDisposable
{
    private const int MessageBytes = 64;
    private const int Blocks = 10;
    private const int PerBlock = 50;
    private const int WarmUp = 150;
    private static readonly TimeSpan _within = TimeSpan.FromSeconds(5);

    private readonly FaultScope _transport;
    private readonly Shard _server;
    private readonly Shard _client;

    private ProxyCalibration(FaultScope transport, Shard server, Shard client) => (_transport, _server, _client) = (transport, server, client);

    /// <summary>Where the echo listens.</summary>
    public IPEndPoint Echo { get; private set; } = null!;

    /// <summary>Starts the echo, on the target's processor as far as that is known, as messages of a run go from the generator's to the target's.</summary>
    public static async Task<ProxyCalibration> StartAsync(FaultScope transport, int? serverCpu, int? clientCpu)
    {
        var calibration = new ProxyCalibration(
            transport, Shard.Start(new ShardOptions { Name = "proxy echo", Cpu = serverCpu }), Shard.Start(new ShardOptions { Name = "proxy calibration", Cpu = clientCpu }));
        try
        {
            await calibration._server.RunAsync(calibration.OpenEchoAsync).ConfigureAwait(false);
            return calibration;
        }
        catch
        {
            calibration.Dispose();
            throw;
        }
    }

    /// <summary>What a round trip costs with and without the proxy; null where it could not be measured in time.</summary>
    public async Task<ProxyCost?> MeasureAsync(IPEndPoint through, CancellationToken cancellationToken)
    {
        ProxyCost? cost = null;
        using var time = new CancellationTokenSource(_within, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        try
        {
            await _client.RunAsync(async () => cost = await MeasureOnShardAsync(through, limit.Token)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LinkException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null; // expected: a busy machine, or a proxy that does not let it through; the report says that it was not measured
        }

        return cost;
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private async ValueTask<ProxyCost> MeasureOnShardAsync(IPEndPoint through, CancellationToken cancellationToken)
    {
        using RoundTrip direct = await RoundTrip.OpenAsync(_client, _transport, Echo, MessageBytes, cancellationToken);
        using RoundTrip proxied = await RoundTrip.OpenAsync(_client, _transport, through, MessageBytes, cancellationToken);
        // Both sides' code is compiled better only once it has run for a while.
        await TakeAsync(direct, new List<long>(WarmUp), WarmUp, cancellationToken);
        await TakeAsync(proxied, new List<long>(WarmUp), WarmUp, cancellationToken);
        var without = new List<long>(Blocks * PerBlock);
        var with = new List<long>(Blocks * PerBlock);
        for (int block = 0; block < Blocks; block++)
        {
            await TakeAsync(direct, without, PerBlock, cancellationToken);
            await TakeAsync(proxied, with, PerBlock, cancellationToken);
        }

        without.Sort();
        with.Sort();
        return new ProxyCost
        {
            RoundTrips = without.Count,
            MessageBytes = MessageBytes,
            DirectP50Ms = At(without, 0.5),
            DirectP99Ms = At(without, 0.99),
            ThroughP50Ms = At(with, 0.5),
            ThroughP99Ms = At(with, 0.99),
        };
    }

    private static double At(List<long> sorted, double share) => Ticks.ToMilliseconds(sorted[(int)Math.Ceiling(share * sorted.Count) - 1]);

    private static async ValueTask TakeAsync(RoundTrip trip, List<long> times, int count, CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
        {
            long sent = Shard.Now;
            await trip.GoAsync(cancellationToken);
            times.Add(Shard.Now - sent);
        }
    }

    private ValueTask OpenEchoAsync()
    {
        if (_transport == FaultScope.Udp)
        {
            UdpPort port = _server.OpenUdp(new IPEndPoint(IPAddress.Loopback, 0));
            Echo = port.LocalEndPoint;
            _ = EchoAsync(port);
        }
        else
        {
            TcpListener listener = _server.Listen(new IPEndPoint(IPAddress.Loopback, 0));
            Echo = listener.LocalEndPoint;
            _ = AcceptAsync(listener);
        }

        return ValueTask.CompletedTask;
    }

    private static async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = EchoAsync(await listener.AcceptAsync());
            }
        }
        catch (LinkException)
        {
            // expected: the calibration is over
        }
    }

    private static async Task EchoAsync(TcpLink link)
    {
        byte[] bytes = new byte[MessageBytes];
        try
        {
            for (int got; (got = await link.ReceiveAsync(bytes)) > 0;)
            {
                await link.SendAsync(bytes.AsMemory(0, got));
            }
        }
        catch (LinkException)
        {
            // expected: the calibration is over
        }

        link.Dispose();
    }

    private static async Task EchoAsync(UdpPort port)
    {
        using var batch = new UdpBatch(1);
        try
        {
            while (true)
            {
                await port.ReceiveAsync(batch);
                await port.SendAsync(batch);
            }
        }
        catch (LinkException)
        {
            // expected: the calibration is over
        }
    }
}
