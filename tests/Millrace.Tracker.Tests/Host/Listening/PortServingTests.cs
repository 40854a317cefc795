using System.Net;
using System.Net.Sockets;
using Millrace.Shards;
using Millrace.Testing;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Listening;
using Millrace.Tracker.Host.Metrics;

namespace Millrace.Tracker.Tests.Host.Listening;

/// <summary>One port that meets faults which should not exist.</summary>
public sealed class PortServingTests : IDisposable
{
    private readonly FaultyTime _time = new();
    private readonly FaultyAnswers _answers = new();
    private readonly LogInTest _log = new();
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private Shard? _shard;
    private PortServing? _serving;
    private Task? _running;
    private int _opened;

    public void Dispose()
    {
        _client.Dispose();
        _shard?.Dispose();
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task A_datagram_whose_answer_fails_takes_no_other_with_it(ShardKind kind)
    {
        await StartAsync(kind);
        for (byte i = 1; i <= 50; i++)
        {
            await SendAsync(0);
            await SendAsync(i);
        }

        for (byte i = 1; i <= 50; i++)
        {
            Assert.Equal(i, await ReceiveAsync());
        }

        Assert.Equal(50, _answers.Failed);
        Assert.Equal(50, _serving!.Faults.Faults);
        Assert.Equal(1, _opened);
        Assert.Contains("a zero", Assert.Single(_log.Lines), StringComparison.Ordinal); // told once, however many there are
        await EndAsync();
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task A_port_that_fails_again_and_again_is_opened_anew_and_serves(ShardKind kind)
    {
        await StartAsync(kind);
        int port = _serving!.Port.LocalEndPoint.Port;
        _time.Faults = PortServing.MostFailures;

        // Each fault takes a datagram, and while the port is closed nobody has them: send until one is answered.
        await Eventually.TrueAsync(
            () =>
            {
                try
                {
                    for (int i = 0; i < 5; i++)
                    {
                        _client.Send([7]);
                    }

                    return _client.Available > 0;
                }
                catch (SocketException)
                {
                    return false; // nobody listens there for now
                }
            },
            "An answer after the faults");

        Assert.Equal(7, await ReceiveAsync());
        Assert.Equal(2, _opened);
        Assert.Equal(port, _serving.Port.LocalEndPoint.Port);
        Assert.False(_serving.HasFailed);
        Assert.Equal(PortServing.MostFailures, _serving.Faults.Faults);
        await EndAsync();
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task A_drain_closes_the_port_also_where_it_fails(ShardKind kind)
    {
        await StartAsync(kind);
        _time.Faults = int.MaxValue;
        await SendAsync(1);
        await EndAsync();

        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            await SendAsync(1);
            await ReceiveAsync();
        });
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task A_drain_under_load_ends(ShardKind kind)
    {
        await StartAsync(kind);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task load = Task.Run(() =>
        {
            byte[] request = new byte[1200];
            request[0] = 1;
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    _client.Send(request);
                }
                catch (SocketException)
                {
                    // Closed by now, or for want of room: both are meant.
                }
            }
        }, CancellationToken.None);
        await Eventually.TrueAsync(() => _client.Available > 0, "The load");
        await EndAsync();
        await enough.CancelAsync();
        await load;

        Assert.Equal(0, _serving!.Faults.Faults);
    }

    private async Task StartAsync(ShardKind kind)
    {
        _shard = Shard.Start(new ShardOptions { Name = "faults", Kind = kind });
        await _shard.RunAsync(() =>
        {
            _serving = new PortServing(new IPEndPoint(IPAddress.Loopback, 0), Open, _answers, new TrackerClock(_time), new TrackerCounters(), new PortFaults(0, _log));
            _running = _serving.RunAsync();
            return default;
        });
        _client.Connect(_serving!.Port.LocalEndPoint);
    }

    private UdpPort Open(IPEndPoint local)
    {
        _opened++;
        return _shard!.OpenUdp(local, new UdpOptions());
    }

    private async Task EndAsync()
    {
        await _shard!.RunAsync(() => _serving!.DrainAsync(TimeSpan.FromSeconds(1)));
        await _running!;
    }

    private ValueTask<int> SendAsync(byte first) => _client.SendAsync((byte[])[first], TestContext.Current.CancellationToken);

    private async Task<byte> ReceiveAsync()
    {
        byte[] answer = new byte[2048];
        Assert.NotEqual(0, await _client.ReceiveAsync(answer, TestContext.Current.CancellationToken));
        return answer[0];
    }
}
