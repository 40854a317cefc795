using Millrace.Speech.Host.Recognition;

namespace Millrace.Speech.Tests.Recognition;

/// <summary>A piece that remembers what it was told, and how often.</summary>
internal sealed class PieceInTest : Piece
{
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answers;
    private int _failures;

    public Recognised Heard { get; private set; }

    public RecognitionError Error { get; private set; }

    public string? Why { get; private set; }

    public Action? WhenAnswered { get; init; }

    public int Answers => Volatile.Read(ref _answers);

    public int Failures => Volatile.Read(ref _failures);

    public bool IsTold => _told.Task.IsCompleted;

    public Task Told => _told.Task.WaitAsync(TimeSpan.FromMinutes(5));

    public static PieceInTest Speech(int bytes, long speechBytes, bool begins = false, bool ends = false, long startMs = 0, byte[]? audio = null) =>
        new() { Bytes = bytes, SpeechBytes = speechBytes, IsSpeech = true, Begins = begins, Ends = ends, StartMs = startMs, Audio = audio };

    public static PieceInTest Silence(int bytes = 640, long startMs = 0) => new() { Bytes = bytes, StartMs = startMs };

    protected override void OnAnswered(in Recognised heard)
    {
        Heard = heard;
        Interlocked.Increment(ref _answers);
        _told.TrySetResult();
        WhenAnswered?.Invoke();
    }

    protected override void OnFailed(RecognitionError error, string why)
    {
        Error = error;
        Why = why;
        Interlocked.Increment(ref _failures);
        _told.TrySetResult();
    }
}
