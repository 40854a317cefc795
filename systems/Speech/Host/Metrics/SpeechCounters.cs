using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Sessions;

namespace Millrace.Speech.Host.Metrics;

/// <summary>What the server has counted since its start. Thread-safe.</summary>
internal sealed class SpeechCounters
{
    private readonly long[] _ended = new long[Enum.GetValues<SessionEnd>().Length];
    private readonly long[] _refused = new long[Enum.GetValues<SessionRefusal>().Length];
    private readonly long[] _unanswered = new long[Enum.GetValues<RecognitionError>().Length];
    private long _sessions;
    private long _chunks;
    private long _audioBytes;
    private long _partials;
    private long _finals;
    private long _badMessages;
    private long _warnings;

    /// <summary>Sessions that began: streams, and requests over HTTP that were transcribed.</summary>
    public long Sessions => Volatile.Read(ref _sessions);

    public long Chunks => Volatile.Read(ref _chunks);

    public long AudioBytes => Volatile.Read(ref _audioBytes);

    public long Partials => Volatile.Read(ref _partials);

    public long Finals => Volatile.Read(ref _finals);

    /// <summary>Partials and finals.</summary>
    public long Transcripts => Partials + Finals;

    public long BadMessages => Volatile.Read(ref _badMessages);

    /// <summary>Warnings that a client is ahead of real time.</summary>
    public long Warnings => Volatile.Read(ref _warnings);

    public long Ended(SessionEnd end) => Volatile.Read(ref _ended[(int)end]);

    public long Refused(SessionRefusal why) => Volatile.Read(ref _refused[(int)why]);

    /// <summary>Chunks that were answered with an error of the recogniser's.</summary>
    public long Unanswered(RecognitionError error) => Volatile.Read(ref _unanswered[(int)error]);

    public void Began() => Interlocked.Increment(ref _sessions);

    /// <summary>Audio came: a chunk, or the body of a request over HTTP.</summary>
    public void Took(long bytes)
    {
        Interlocked.Increment(ref _chunks);
        Interlocked.Add(ref _audioBytes, bytes);
    }

    public void SaidPartial() => Interlocked.Increment(ref _partials);

    public void SaidFinal() => Interlocked.Increment(ref _finals);

    public void Misunderstood() => Interlocked.Increment(ref _badMessages);

    public void Warned() => Interlocked.Increment(ref _warnings);

    public void End(SessionEnd end) => Interlocked.Increment(ref _ended[(int)end]);

    public void Refuse(SessionRefusal why) => Interlocked.Increment(ref _refused[(int)why]);

    public void Unanswer(RecognitionError error) => Interlocked.Increment(ref _unanswered[(int)error]);
}
