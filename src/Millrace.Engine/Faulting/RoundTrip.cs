using System.Net;
using Millrace.Faults;
using Millrace.Shards;

namespace Millrace.Engine.Faulting;

/// <summary>One message to an echo and back, over TCP or UDP. Shard thread only.</summary>
internal sealed class RoundTrip : IDisposable
{
    private readonly byte[] _out;
    private readonly byte[] _in;
    private readonly TcpLink? _link;
    private readonly UdpPort? _port;
    private readonly UdpBatch? _batch;

    private RoundTrip(TcpLink? link, UdpPort? port, int bytes)
    {
        (_link, _port, _out, _in) = (link, port, new byte[bytes], new byte[bytes]);
        _batch = port is null ? null : new UdpBatch(1);
    }

    public static async ValueTask<RoundTrip> OpenAsync(Shard shard, FaultScope transport, IPEndPoint to, int bytes, CancellationToken cancellationToken) => transport == FaultScope.Udp
        ? new RoundTrip(null, shard.OpenUdp(new IPEndPoint(IPAddress.Loopback, 0), new UdpOptions { Remote = to }), bytes)
        : new RoundTrip(await shard.ConnectAsync(to, cancellationToken), null, bytes);

    /// <summary>There and back. Throws <see cref="LinkException"/>.</summary>
    public async ValueTask GoAsync(CancellationToken cancellationToken)
    {
        if (_port is not null)
        {
            _batch!.Clear();
            _out.CopyTo(_batch.Next);
            _batch.Add(_out.Length);
            await _port.SendAsync(_batch, cancellationToken);
            await _port.ReceiveAsync(_batch, cancellationToken);
            return;
        }

        await _link!.SendAsync(_out, cancellationToken);
        for (int got = 0; got < _in.Length;)
        {
            int count = await _link.ReceiveAsync(_in.AsMemory(got), cancellationToken);
            got += count > 0 ? count : throw new LinkException(LinkError.Closed, "The echo ended.");
        }
    }

    public void Dispose()
    {
        _link?.Dispose();
        _port?.Dispose();
        _batch?.Dispose();
    }
}
