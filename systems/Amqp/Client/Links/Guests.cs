using Microsoft.Extensions.Logging;

namespace Millrace.Amqp.Links;

/// <summary>Who must be put back on every new session. The first one, the topology, goes alone, since the others stand on it; they go together.</summary>
internal sealed class Guests(string link, AmqpOptions options, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly List<ISessionGuest> _guests = [];

    public void Add(ISessionGuest guest)
    {
        lock (_lock)
        {
            _guests.Add(guest);
        }
    }

    public void Remove(ISessionGuest guest)
    {
        lock (_lock)
        {
            _guests.Remove(guest);
        }
    }

    /// <summary>Puts all of them on the session; returns once they are there, have failed, the session has ended, or it has taken too long.</summary>
    public async Task SettleAsync(AmqpSession session)
    {
        ISessionGuest[] guests;
        lock (_lock)
        {
            guests = [.. _guests];
        }

        using var tooLong = new CancellationTokenSource(options.Links.SettleTimeout, options.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, session.Ended);
        foreach (ISessionGuest first in guests.Take(1))
        {
            await SettleAsync(first, session, limit.Token).ConfigureAwait(false);
        }

        await Task.WhenAll(guests.Skip(1).Select(guest => SettleAsync(guest, session, limit.Token))).ConfigureAwait(false);
    }

    private async Task SettleAsync(ISessionGuest guest, AmqpSession session, CancellationToken cancellationToken)
    {
        try
        {
            // Whoever does not look at the token must not keep the connection from everybody else.
            await guest.SettleAsync(session, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (session.Cause is null)
            {
                LinkLog.SettleFailed(logger, link, session.Epoch, exception);
            }
        }
    }
}
