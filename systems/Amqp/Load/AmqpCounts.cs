using Millrace.Engine.Subjects;

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
    public const string ChannelsHeldTwice = "channels-held-twice";
    public const string BooksDiffer = "books-differ";
    public const string BooksOpen = "books-not-closed";
    public const string Counted = "judged-by-count";
    public const string BlockedMs = "blocked-ms";

    /// <summary>Those whose every count is a violation, with the words of the health check.</summary>
    public static IReadOnlyList<string> Invariants { get; } =
        [Deadlocks, NotRecovered, BooksOpen, .. OfTheBooks];

    /// <summary>Those that are known only once the subject has closed its books: before, their 0 says nothing.</summary>
    public static IReadOnlyList<string> OfTheBooks => [LostFrames, ConfirmedLost, DoubleReleases, ChannelsHeldTwice, StrayChannelErrors, ForeignMessages, BooksDiffer];

    public static IReadOnlyList<string> All { get; } =
    [
        Iterations, .. Invariants, SentNotDelivered, Duplicates, Published, Delivered, StaleAcks, StartUpUs, Disconnects, ChannelsOpened, BlockedMs, Counted,
    ];

    /// <summary>From a fault's injection until the client itself gave its connection up, in microseconds; not counted where it did not. Faults are counted from 1.</summary>
    public static string GivenUpUs(int fault) => SubjectCounts.GivenUpUs(fault);

    /// <summary>From a fault's end until the client had its connections again, in microseconds.</summary>
    public static string BackUs(int fault) => SubjectCounts.BackUs(fault);
}
