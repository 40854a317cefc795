using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>The bare TCP below TLS, which remembers who answered.</summary>
internal sealed class TransportStream(Socket socket, FirstBytes first) : NetworkStream(socket, ownsSocket: false)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        first.Note(buffer.Span[..count]);
        return count;
    }
}
