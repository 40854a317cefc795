using System.Net;
using System.Net.Sockets;
using Millrace.Shards;

namespace Millrace.Engine;

/// <summary>The way to a target over TCP: by its name, or past it to where a fault proxy listens. From any thread.</summary>
internal sealed class TcpRoute(Uri target, IPEndPoint? via)
{
    private volatile IPAddress[]? _addresses;

    /// <summary>A connection to the first of the target's addresses that takes one. Throws <see cref="LinkException"/> and <see cref="ClientException"/>.</summary>
    public async ValueTask<TcpLink> ConnectAsync(Shard shard, CancellationToken cancellationToken)
    {
        if (via is not null)
        {
            return await shard.ConnectAsync(via, cancellationToken);
        }

        LinkException? last = null;
        IPAddress[] addresses = _addresses ?? await AddressesAsync(cancellationToken);
        foreach (IPAddress address in addresses)
        {
            try
            {
                TcpLink link = await shard.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken);
                // Known from here on: who opens a connection for each request asks no name server for each, and tries what answered first.
                _addresses ??= [address, .. addresses.Where(other => !other.Equals(address))];
                return link;
            }
            catch (LinkException e)
            {
                last = e; // the next address may be reachable: localhost often names ::1 first, where nobody listens
            }
        }

        throw last ?? (Exception)new ClientException("name", $"the name {target.IdnHost} has no address");
    }

    private async ValueTask<IPAddress[]> AddressesAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(target.IdnHost, out IPAddress? literal))
        {
            return [literal];
        }

        try
        {
            return await Dns.GetHostAddressesAsync(target.IdnHost, cancellationToken); // on the thread pool: the shard's loop never waits for a name server
        }
        catch (SocketException e)
        {
            throw new ClientException("name", $"the name {target.IdnHost} could not be resolved: {e.Message}", e);
        }
    }
}
