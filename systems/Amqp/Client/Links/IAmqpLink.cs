namespace Millrace.Amqp.Links;

/// <summary>
/// A connection that is made again whenever it is lost. There are two: one to publish and one to consume, because a broker under alarm blocks the sockets of
/// publishers. Safe for any number of tasks.
/// </summary>
internal interface IAmqpLink
{
    /// <summary>The living session, or null while there is none.</summary>
    AmqpSession? Current { get; }

    /// <summary>True while the broker has this connection blocked (memory or disk alarm).</summary>
    bool IsBlocked { get; }

    /// <summary>
    /// The living session at once, or the next one. Throws <see cref="AmqpUnavailableException"/> after <see cref="LinkOptions.WaitForConnection"/> and
    /// <see cref="AmqpClosedException"/> once the client is closed.
    /// </summary>
    ValueTask<AmqpSession> GetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Adds one who must put something back on every new session before it is given out: topology first, then consumers, in the order of adding. Its failure by a
    /// channel error is its own to report and does not end the session. A session that is there already is not settled on by the link: the guest asks for it with
    /// <see cref="GetAsync"/> after this call and settles itself, and so may be asked twice for one session (compare <see cref="AmqpSession.Epoch"/>).
    /// </summary>
    void Add(ISessionGuest guest);

    /// <summary>Takes a guest away again: it is not asked on the next session.</summary>
    void Remove(ISessionGuest guest);

    /// <summary>Says that an operation on this session met a broken connection: the link ends the session now, without waiting for the library's own word.</summary>
    void Suspect(AmqpSession session, Exception cause);
}
