namespace Millrace.Tracker.Load;

/// <summary>What the workers count beside their operations.</summary>
internal static class TrackerCounts
{
    /// <summary>Datagrams that are shorter than the head of an answer.</summary>
    public const string Unreadable = "unreadable";

    public const string WrongAction = "wrong-action";
    public const string WrongSize = "wrong-size";
    public const string TooManyPeers = "too-many-peers";
    public const string ForeignPeers = "foreign-peers";
    public const string NoInterval = "no-interval";

    /// <summary>Times that the system said that nobody listens at the target's port: one such word stands for one datagram or more.</summary>
    public const string Refused = "refused";

    /// <summary>Times that the system could not receive for another reason than that nobody listens or that the socket is closed.</summary>
    public const string ReceiveErrors = "receive-errors";

    /// <summary>Announces whose answer was nothing but its head: the tracker does not serve the info hash.</summary>
    public const string Unlisted = "unlisted";

    /// <summary>Connection ids renewed because the target rejected them.</summary>
    public const string IdsRejected = "ids-rejected";

    /// <summary>Connection ids renewed because a request under them stayed without an answer.</summary>
    public const string IdsDoubted = "ids-doubted";

    /// <summary>Connection ids renewed because of their age.</summary>
    public const string IdsAged = "ids-aged";

    /// <summary>Requests that were sent again under the same transaction.</summary>
    public const string Retransmitted = "retransmitted";

    /// <summary>Further answers to requests that were sent again.</summary>
    public const string AnsweredAgain = "answered-again";

    /// <summary>Peers in right answers to announces.</summary>
    public const string Peers = "peers";

    /// <summary>Answers that this machine's kernel dropped because the generator read too slowly.</summary>
    public const string OwnDrops = "own-drops";

    /// <summary>Requests that this machine's kernel would not send.</summary>
    public const string NotSent = "not-sent";

    public static IReadOnlyList<string> All { get; } =
        [Unreadable, WrongAction, WrongSize, TooManyPeers, ForeignPeers, NoInterval, Refused, ReceiveErrors, Unlisted, IdsRejected, IdsDoubted, IdsAged, Retransmitted, AnsweredAgain, Peers, OwnDrops, NotSent];
}
