using System.Net;
using System.Net.Sockets;
using Millrace.Amqp.Options;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>
/// One broker's address and what its name stands for. A name is looked up for every attempt, but once it is known an attempt does not wait for the answer for long: when the
/// network is away, so is the name server.
/// </summary>
internal sealed class BrokerHost(BrokerAddress address, TimeProvider time)
{
    private static readonly TimeSpan LookUpPatience = TimeSpan.FromMilliseconds(20);
    private readonly Lock _lock = new();
    private IPAddress[] _known = IPAddress.TryParse(address.Host, out IPAddress? literal) ? [literal] : [];
    private readonly bool _literal = IPAddress.TryParse(address.Host, out _);
    private Task<IPAddress[]>? _lookUp;
    private int _turn = -1;

    public BrokerAddress Address => address;

    /// <summary>The next of its IP addresses.</summary>
    public async ValueTask<IPAddress> NextAsync(CancellationToken cancellationToken)
    {
        IPAddress[] known = _literal ? _known : await LookUpAsync(cancellationToken).ConfigureAwait(false);
        return known[(int)((uint)Interlocked.Increment(ref _turn) % (uint)known.Length)];
    }

    private async Task<IPAddress[]> LookUpAsync(CancellationToken cancellationToken)
    {
        Task<IPAddress[]> lookUp;
        lock (_lock)
        {
            // One at a time, shared: a dead name server must not gather look-ups.
            lookUp = _lookUp is { IsCompleted: false } running ? running : _lookUp = Task.Run(() => Dns.GetHostAddressesAsync(address.Host, CancellationToken.None), CancellationToken.None);
        }

        try
        {
            IPAddress[] found = _known.Length == 0
                ? await lookUp.WaitAsync(cancellationToken).ConfigureAwait(false)
                : await lookUp.WaitAsync(LookUpPatience, time, cancellationToken).ConfigureAwait(false);
            // IPv4 first: most brokers listen there, and the next attempt takes the next address anyway.
            return found.Length == 0 ? throw new SocketException((int)SocketError.HostNotFound) : _known = [.. found.OrderBy(ip => ip.AddressFamily != AddressFamily.InterNetwork)];
        }
        catch (Exception exception) when (_known.Length > 0 && exception is TimeoutException or SocketException)
        {
            return _known;
        }
    }
}
