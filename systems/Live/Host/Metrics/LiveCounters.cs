using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Host.Metrics;

/// <summary>What the server has counted since its start. Thread-safe; an event costs a handful of interlocked additions.</summary>
internal sealed class LiveCounters
{
    private readonly long[] _ended = new long[EndReasons.All.Count];
    private readonly long[] _refused = new long[Enum.GetValues<RefusalReason>().Length];
    private readonly long[] _resumed = new long[Enum.GetValues<ResumeKind>().Length];
    private long _events;
    private long _eventsRepeated;
    private long _eventsMissing;
    private long _eventsUnknown;
    private long _pauses;
    private long _patchFrames;
    private long _patches;
    private long _documents;
    private long _bytesIn;
    private long _bytesOut;
    private long _failures;
    private long _malformed;
    private long _pages;
    private long _detached;
    private long _saves;
    private long _saveFailures;

    public long Events => Volatile.Read(ref _events);

    public long EventsRepeated => Volatile.Read(ref _eventsRepeated);

    public long EventsMissing => Volatile.Read(ref _eventsMissing);

    public long EventsUnknown => Volatile.Read(ref _eventsUnknown);

    public long Pauses => Volatile.Read(ref _pauses);

    public long PatchFrames => Volatile.Read(ref _patchFrames);

    public long Patches => Volatile.Read(ref _patches);

    public long Documents => Volatile.Read(ref _documents);

    public long BytesIn => Volatile.Read(ref _bytesIn);

    public long BytesOut => Volatile.Read(ref _bytesOut);

    public long Failures => Volatile.Read(ref _failures);

    public long Malformed => Volatile.Read(ref _malformed);

    public long Pages => Volatile.Read(ref _pages);

    public long Detached => Volatile.Read(ref _detached);

    public long Saves => Volatile.Read(ref _saves);

    public long SaveFailures => Volatile.Read(ref _saveFailures);

    public long Ended(EndReason reason) => Volatile.Read(ref _ended[(int)reason]);

    public long Refused(RefusalReason reason) => Volatile.Read(ref _refused[(int)reason]);

    public long Resumed(ResumeKind kind) => Volatile.Read(ref _resumed[(int)kind]);

    /// <summary>A frame of a client.</summary>
    public void Received(int bytes) => Interlocked.Add(ref _bytesIn, bytes);

    /// <summary>A frame to a client.</summary>
    public void Sent(int bytes) => Interlocked.Add(ref _bytesOut, bytes);

    /// <summary>An event that was handled.</summary>
    public void Event() => Interlocked.Increment(ref _events);

    /// <summary>An event that had been handled before.</summary>
    public void Repeated() => Interlocked.Increment(ref _eventsRepeated);

    /// <summary>An event that came too early: one before it is missing.</summary>
    public void Missing() => Interlocked.Increment(ref _eventsMissing);

    /// <summary>An event for a node or handler that is not there.</summary>
    public void Unknown() => Interlocked.Increment(ref _eventsUnknown);

    /// <summary>A client was not read for a while because it raised too many events.</summary>
    public void Paused() => Interlocked.Increment(ref _pauses);

    /// <summary>A frame of patches was made.</summary>
    public void Patched(int operations)
    {
        Interlocked.Increment(ref _patchFrames);
        Interlocked.Add(ref _patches, operations);
    }

    /// <summary>A document was made.</summary>
    public void Document() => Interlocked.Increment(ref _documents);

    /// <summary>A component failed.</summary>
    public void Failed() => Interlocked.Increment(ref _failures);

    /// <summary>A client broke the protocol.</summary>
    public void Broken() => Interlocked.Increment(ref _malformed);

    /// <summary>A page was served.</summary>
    public void Served() => Interlocked.Increment(ref _pages);

    /// <summary>A session lost its WebSocket.</summary>
    public void Lost() => Interlocked.Increment(ref _detached);

    /// <summary>Kept state was written, or could not be.</summary>
    public void Saved(bool well) => Interlocked.Increment(ref well ? ref _saves : ref _saveFailures);

    public void End(EndReason reason) => Interlocked.Increment(ref _ended[(int)reason]);

    public void Refuse(RefusalReason reason) => Interlocked.Increment(ref _refused[(int)reason]);

    public void Resume(ResumeKind kind) => Interlocked.Increment(ref _resumed[(int)kind]);
}
