namespace Millrace.Amqp.Load;

/// <summary>What the subject counts beside operations, by name: for thresholds, tables and invariants.</summary>
internal static class AmqpCounts
{
    public const string Iterations = "iterations";
    public const string Deadlocks = "deadlocks";
    public const string NotRecovered = "tasks-not-recovered";
    public const string ConfirmedLost = "confirmed-lost";
    public const string LostFrames = "lost-frames";
    public const string DoubleReleases = "double-releases";
    public const string StrayChannelErrors = "stray-channel-errors";
    public const string ForeignMessages = "foreign-messages";
    public const string SentNotDelivered = "sent-not-delivered";
    public const string Duplicates = "duplicates";
    public const string Published = "messages-published";
    public const string Delivered = "messages-delivered";
    public const string StaleAcks = "stale-acks";
    public const string StartUpUs = "start-up-us";
    public const string Disconnects = "connections-lost";
    public const string ChannelsOpened = "channels-opened";
    public const string FairShare = "slowest-share-per-mille";

    /// <summary>Those whose every count is a violation, with the words of the health check.</summary>
    public static IReadOnlyList<string> Invariants { get; } =
        [Deadlocks, LostFrames, ConfirmedLost, DoubleReleases, StrayChannelErrors, ForeignMessages, NotRecovered];

    public static IReadOnlyList<string> All { get; } =
    [
        Iterations, .. Invariants, SentNotDelivered, Duplicates, Published, Delivered, StaleAcks, StartUpUs, Disconnects, ChannelsOpened, FairShare,
    ];
}
