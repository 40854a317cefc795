namespace Millrace.Gateway.Host.Routing;

/// <summary>The limits of a <see cref="Switchboard"/>. Whoever makes them has checked them: counts and sizes are positive where 0 is not said to mean off.</summary>
internal sealed record SwitchboardOptions
{
    /// <summary>How long a client waits for a backend's answer before it gets a 504.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long of that it waits for a backend to be there at all before it gets a 503; 0 = not at all.</summary>
    public TimeSpan BackendWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What a 503 asks the client to wait.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Clients that wait for an answer at one time; one more gets a 503.</summary>
    public int MaxPending { get; init; } = 10_000;

    /// <summary>Backends that are asked about one client before it gets a 502: a request that ends every backend that reads it must not end them all.</summary>
    public int MaxAsks { get; init; } = 3;

    /// <summary>Unanswered questions in a row after which a backend is asked last.</summary>
    public int SuspectAfter { get; init; } = 3;

    /// <summary>Events kept while there is no backend, the oldest dropped for the newest; 0 = none.</summary>
    public int QueueSize { get; init; } = 1000;

    /// <summary>Bytes of them, with an overhead for each.</summary>
    public int MaxQueueBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Who keeps an id that two clients are accepted under.</summary>
    public DuplicateIds DuplicateIds { get; init; } = DuplicateIds.Replace;

    /// <summary>Rooms at most.</summary>
    public int MaxRooms { get; init; } = 100_000;

    /// <summary>Rooms that one client is in at most.</summary>
    public int MaxRoomsPerClient { get; init; } = 100;

    /// <summary>Bytes of a backend's answer, which every event about the client repeats.</summary>
    public int MaxMetadataBytes { get; init; } = 16 * 1024;

    /// <summary>Events that a backend may leave unacknowledged before its clients are held.</summary>
    public int MaxUnacknowledgedEvents { get; init; } = 8192;

    /// <summary>Bytes of them, with an overhead for each.</summary>
    public int MaxUnacknowledgedBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes, with an overhead for each, of the events that backends had not acknowledged when they left and that wait for another one.</summary>
    public long MaxPromisedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many times an event is given to another backend. When the next one leaves as well, and the event is the oldest that it had not acknowledged,
    /// the event is taken for the reason and dropped.
    /// </summary>
    public int MaxRedeliveries { get; init; } = 3;

    /// <summary>
    /// How long a backend that has left that many unacknowledged may acknowledge nothing before it is dropped; and half of the time that it has to acknowledge
    /// the older half of them.
    /// </summary>
    public TimeSpan AcknowledgeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client that lost its connection may come back to what it missed; 0 = recovery is off.</summary>
    public TimeSpan RecoveryWindow { get; init; }

    /// <summary>Messages kept for one such client.</summary>
    public int RecoveryMessages { get; init; } = 1000;

    /// <summary>Bytes of them.</summary>
    public int RecoveryBytes { get; init; } = 256 * 1024;

    /// <summary>Bytes kept for all such clients, a message to several counted once.</summary>
    public long RecoveryTotalBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Clients without a connection that are waited for at one time; for one more the one that waits longest is given up.</summary>
    public int MaxDetached { get; init; } = 10_000;
}
