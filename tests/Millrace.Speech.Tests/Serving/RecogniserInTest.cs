using System.Collections.Concurrent;
using Millrace.Speech.Host.Recognition;

namespace Millrace.Speech.Tests.Serving;

/// <summary>A recogniser that does what a test says.</summary>
internal sealed class RecogniserInTest : IRecogniser
{
    private int _open;
    private int _opened;

    /// <summary>What becomes of a piece, of which session (from 1). Default: an answer at once.</summary>
    public Action<Piece, long> OnPiece { get; set; } = static (piece, _) => Answer(piece, piece.IsSpeech ? "word" : "");

    /// <summary>Pieces that <see cref="Hold"/> keeps.</summary>
    public ConcurrentQueue<Piece> Held { get; } = new();

    /// <summary>The audio of all pieces of speech, one after another.</summary>
    public List<byte> Heard { get; } = [];

    /// <summary>Sessions that have a line to it.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>All that ever had.</summary>
    public int Opened => Volatile.Read(ref _opened);

    public string Name => "test";

    public bool NeedsAudio { get; init; }

    public TimeSpan LookBack { get; init; }

    public bool IsReady => true;

    public string Summary => "does as it is told";

    public static void Answer(Piece piece, string text)
    {
        piece.Began = piece.Done = piece.Submitted;
        piece.Answer(new Recognised(text, []));
    }

    /// <summary>For <see cref="OnPiece"/>: keeps it.</summary>
    public void Hold(Piece piece, long session) => Held.Enqueue(piece);

    public ValueTask StartAsync(CancellationToken cancellationToken) => default;

    IRecognition IRecogniser.Open(RecognitionSettings settings)
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _opened);
        return new Line(this, settings.Seed);
    }

    public ValueTask DisposeAsync() => default;

    private sealed class Line(RecogniserInTest recogniser, long session) : IRecognition
    {
        private int _disposed;

        public void Recognise(Piece piece)
        {
            lock (recogniser.Heard)
            {
                recogniser.Heard.AddRange(piece.Audio.Span);
            }

            recogniser.OnPiece(piece, session);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Decrement(ref recogniser._open);
            }
        }
    }
}
