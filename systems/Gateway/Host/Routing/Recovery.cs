using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Millrace.Gateway.Wire;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Routing;

/// <summary>
/// Clients that may come back to what they missed. Each message to one is counted on both sides and kept for a while; a client that shows its
/// token and how many it has gets the rest.
/// </summary>
internal sealed class Recovery(SwitchboardOptions options, IdSource ids, SwitchboardCounters counters, long ticksPerSecond)
{
    /// <summary>The subprotocol by which a client asks for it.</summary>
    public const string Subprotocol = "millrace.recovery.v1";

    private const int TokenBytes = 16;

    // By the hash of the token: how long a look-up takes tells nothing about tokens.
    private readonly Dictionary<string, Session> _byToken = [];
    private readonly LinkedList<Session> _detached = [];

    // Detached ones for which nothing is kept any more: they are given up with the next tick.
    private readonly LinkedList<Session> _spent = [];
    private readonly LineWriter _line = new();
    private readonly long _window = (long)(options.RecoveryWindow.TotalSeconds * ticksPerSecond);
    private long _bytes;

    /// <summary>Clients without a connection that are waited for.</summary>
    public int Detached => _detached.Count + _spent.Count;

    /// <summary>Bytes kept for all clients.</summary>
    public long Bytes => _bytes;

    /// <summary>All tracked clients.</summary>
    public Dictionary<string, Session>.ValueCollection Tracked => _byToken.Values;

    /// <summary>True where any client is tracked.</summary>
    public bool HasTracked => _byToken.Count > 0;

    /// <summary>True where the client asks for recovery and may have it.</summary>
    public bool IsWanted(ClientRequest request) => _window > 0 && request.Headers.Any(IsOffer);

    /// <summary>Whether the client names a session in its query, which one that is (null where it is not known any more), and what the client has of it.</summary>
    public (bool IsNamed, Session? Session, long Offset) Named(ClientRequest request)
    {
        string? token = null;
        long offset = 0;
        foreach (string part in request.Query.Split('&'))
        {
            if (part.StartsWith("session=", StringComparison.Ordinal))
            {
                token = part["session=".Length..];
            }
            else if (part.StartsWith("offset=", StringComparison.Ordinal) &&
                !long.TryParse(part["offset=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out offset))
            {
                offset = -1;
            }
        }

        return (token is not null, token is not null && _byToken.TryGetValue(HashOf(token), out Session? session) && !session.IsDismissed ? session : null, offset);
    }

    /// <summary>The session that a client would continue now, were it accepted; null where it would begin anew.</summary>
    public Session? Resumable(ClientRequest request)
    {
        if (_byToken.Count == 0 || request.Query.Length == 0 || !IsWanted(request))
        {
            return null;
        }

        (_, Session? session, long offset) = Named(request);
        return session?.History!.Reaches(offset) == true ? session : null;
    }

    /// <summary>Begins to keep what is sent to a client.</summary>
    public void Track(Session session)
    {
        Span<byte> token = stackalloc byte[TokenBytes];
        ids.Fill(token);
        session.IsTracked = true;
        session.History = new History(Base64Url.EncodeToString(token));
        _byToken.Add(HashOf(session.History.Token), session);
    }

    /// <summary>Hands what was kept for one session on to the one that continues it.</summary>
    public void TakeOver(Session old, Session by, long offset)
    {
        History history = old.History!;
        Unplace(history);
        history.BeginsAfter = offset;
        history.IsRecovered = true;
        (by.IsTracked, by.History, old.History) = (true, history, null);
        _byToken[HashOf(history.Token)] = by;
    }

    /// <summary>Keeps a message, and sends it where the client is connected.</summary>
    public void Send(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload, ref SharedPayload? shared)
    {
        History history = session.History!;
        shared ??= new SharedPayload(payload.ToArray());
        _bytes += history.Add(kind, shared);
        while (history.Count > options.RecoveryMessages || history.Bytes > options.RecoveryBytes)
        {
            _bytes -= history.DropOldest();
        }

        if (_bytes > options.RecoveryTotalBytes)
        {
            MakeRoom();
        }

        if (session.State == SessionState.Open)
        {
            session.Home.Deliver(session, kind, payload);
        }
    }

    /// <summary>
    /// Begins a client's connection: with where it stands, then with what it missed. False where that has been dropped since it was accepted.
    /// </summary>
    public bool TryBegin(Session session)
    {
        History history = session.History!;
        if (!history.Reaches(history.BeginsAfter))
        {
            return false;
        }

        _line.Clear();
        _line.Raw("{\"type\":\"recovery\",\"session\":"u8);
        _line.Text(history.Token);
        _line.Raw(",\"offset\":"u8);
        _line.Number(history.BeginsAfter);
        _line.Raw(history.IsRecovered ? ",\"recovered\":true}"u8 : ",\"recovered\":false}"u8);
        session.Home.Deliver(session, WebSocketMessageKind.Text, _line.Written);
        foreach ((WebSocketMessageKind kind, SharedPayload payload) in history.After(history.BeginsAfter))
        {
            session.Home.Deliver(session, kind, payload.Bytes);
        }

        return true;
    }

    /// <summary>Waits for a client that lost its connection.</summary>
    public void Detach(Session session, long now)
    {
        History history = session.History!;
        history.WaitsUntil = now + _window;
        history.Place = _detached.AddLast(session);
        counters.Detached++;
    }

    /// <summary>A client that is not to be waited for any longer; null where there is none.</summary>
    public Session? FindExpired(long now) =>
        _spent.First is { } spent ? spent.Value
        : _detached.First is { } first && (first.Value.History!.WaitsUntil <= now || _detached.Count > options.MaxDetached) ? first.Value
        : null;

    /// <summary>Forgets a client that has ended.</summary>
    public void Forget(Session session)
    {
        if (session.History is { } history)
        {
            Unplace(history);
            _byToken.Remove(HashOf(history.Token));
            Empty(history);
            session.History = null;
        }
    }

    private static bool IsOffer(KeyValuePair<string, string> header) =>
        header.Key.Equals("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase) && header.Value.Split(',', StringSplitOptions.TrimEntries).Contains(Subprotocol);

    private static string HashOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    // Who has been away longest is the least likely to come back. Of those that are connected the largest give half, and down to seven eighths of
    // what may be kept, so that they are not sorted for each message.
    private void MakeRoom()
    {
        while (_bytes > options.RecoveryTotalBytes && _detached.First is { } longest)
        {
            _detached.Remove(longest);
            _spent.AddLast(longest);
            Empty(longest.Value.History!);
            counters.RecoveryEvicted++;
        }

        long enough = options.RecoveryTotalBytes - (options.RecoveryTotalBytes / 8);
        while (_bytes > options.RecoveryTotalBytes)
        {
            foreach (Session session in _byToken.Values.OrderByDescending(session => session.History!.Bytes).TakeWhile(_ => _bytes > enough))
            {
                History history = session.History!;
                for (int drop = (history.Count + 1) / 2; drop > 0; drop--)
                {
                    _bytes -= history.DropOldest();
                }
            }
        }
    }

    private void Empty(History history)
    {
        while (history.Count > 0)
        {
            _bytes -= history.DropOldest();
        }
    }

    private static void Unplace(History history)
    {
        if (history.Place is { } place)
        {
            place.List!.Remove(place);
            history.Place = null;
        }
    }
}
