using System.Net;
using Microsoft.Extensions.Logging;

namespace Millrace.Tracker.Host;

/// <summary>Every log line of the tracker. Ids 2200 to 2399; highest used: 2233. None is caused by a single packet: what strangers do is told by numbers, at most once in a while.</summary>
internal static partial class TrackerLog
{
    [LoggerMessage(2200, LogLevel.Information, "Listening on {EndPoints} with {Shards} shards on {Kind}.")]
    public static partial void Listening(ILogger log, string endPoints, int shards, string kind);

    [LoggerMessage(2201, LogLevel.Warning, "There is no IPv6 on this machine, so {Address} is not listened on: {Reason} Switch IPv6 off to be rid of this line.")]
    public static partial void NoIPv6(ILogger log, IPAddress address, string reason);

    [LoggerMessage(2202, LogLevel.Warning, "The kernel gives each socket a receive buffer of {Given} bytes where {Asked} were asked for, so more is lost in bursts. On Linux raise net.core.rmem_max.")]
    public static partial void SmallBuffer(ILogger log, int given, int asked);

    [LoggerMessage(2203, LogLevel.Critical, "Shard {Shard} has stopped answering for a reason that should not exist; restart the server and report this.")]
    public static partial void ServingDied(ILogger log, int shard, Exception exception);

    [LoggerMessage(2204, LogLevel.Critical, "The tracker has stopped forgetting old peers for a reason that should not exist; restart the server and report this.")]
    public static partial void HousekeepingDied(ILogger log, Exception exception);

    [LoggerMessage(2205, LogLevel.Warning, "The kernel dropped {Drops} datagrams in the last {Seconds} s because the tracker did not read them in time. Give it more shards or processors, or a larger receive buffer.")]
    public static partial void KernelDrops(ILogger log, long drops, double seconds);

    [LoggerMessage(2206, LogLevel.Warning, "{Refused} peers were answered but not kept in the last {Seconds} s, because their swarm or the table of swarms is full. Raise the limits of peers in a swarm or of swarms, if there is memory.")]
    public static partial void TableFull(ILogger log, long refused, double seconds);

    [LoggerMessage(2207, LogLevel.Warning, "{Errors} answers could not be sent in the last {Seconds} s; the kernel refused them.")]
    public static partial void SendErrors(ILogger log, long errors, double seconds);

    [LoggerMessage(2208, LogLevel.Debug, "{Requests} requests were not answered or refused in the last {Seconds} s: {Reasons}.")]
    public static partial void Refused(ILogger log, long requests, double seconds, string reasons);

    [LoggerMessage(2209, LogLevel.Error, "Receiving failed {Failures} times in the last {Seconds} s, and was tried again: {Reason}")]
    public static partial void ReceiveFails(ILogger log, long failures, double seconds, string reason);

    [LoggerMessage(2210, LogLevel.Error, "Shard {Shard} met a fault that should not exist, its {Count}. one, and goes on; report this.")]
    public static partial void ServingFault(ILogger log, int shard, long count, Exception exception);

    [LoggerMessage(2211, LogLevel.Error, "What has come in was not answered to its end, because the tracker was stopped: {Reason}")]
    public static partial void DrainFailed(ILogger log, string reason);

    [LoggerMessage(2220, LogLevel.Information, "The {What} '{Path}' has {Count} entries.")]
    public static partial void ListLoaded(ILogger log, string what, string path, int count);

    [LoggerMessage(2221, LogLevel.Warning, "The {What} '{Path}' is empty: {Meaning}")]
    public static partial void ListEmpty(ILogger log, string what, string path, string meaning);

    [LoggerMessage(2222, LogLevel.Warning, "There is no {What} at '{Path}': {Meaning}")]
    public static partial void ListMissing(ILogger log, string what, string path, string meaning);

    [LoggerMessage(2223, LogLevel.Warning, "A line of the {What} is left out. {Path}:{Problem}")]
    public static partial void LineLeftOut(ILogger log, string what, string path, string problem);

    [LoggerMessage(2224, LogLevel.Warning, "{Count} more lines of the {What} '{Path}' are left out for the same sort of reason.")]
    public static partial void LinesLeftOut(ILogger log, string what, string path, int count);

    [LoggerMessage(2225, LogLevel.Error, "The {What} '{Path}' cannot be read, so the one that was read before stays: {Reason}")]
    public static partial void ListKept(ILogger log, string what, string path, string reason);

    [LoggerMessage(2226, LogLevel.Information, "Asked to read its files again, the tracker reads {Files} of them.")]
    public static partial void Reloading(ILogger log, int files);

    [LoggerMessage(2230, LogLevel.Information, "The snapshot '{Path}' of {Written:u} gave {Swarms} swarms and {Peers} peers; {TooOld} peers were too old by now and {Refused} had no room.")]
    public static partial void SnapshotRead(ILogger log, string path, long swarms, long peers, long tooOld, long refused, DateTimeOffset written);

    [LoggerMessage(2231, LogLevel.Information, "There is no snapshot at '{Path}' yet; the tracker starts empty.")]
    public static partial void NoSnapshot(ILogger log, string path);

    [LoggerMessage(2232, LogLevel.Debug, "The snapshot '{Path}' was written: {Swarms} swarms, {Peers} peers, {Bytes} bytes.")]
    public static partial void SnapshotWritten(ILogger log, string path, long swarms, long peers, long bytes);

    [LoggerMessage(2233, LogLevel.Error, "The snapshot '{Path}' cannot be written, so the last one stays: {Reason}")]
    public static partial void SnapshotFailed(ILogger log, string path, string reason);
}
