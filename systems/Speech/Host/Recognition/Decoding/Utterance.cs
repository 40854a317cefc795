using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Recognition.Decoding;

/// <summary>An utterance on its way through the pool.</summary>
internal sealed class Utterance(Speaker speaker, long maxBytes)
{
    private bool _isFinished;

    /// <summary>Whose it is.</summary>
    public Speaker Speaker => speaker;

    /// <summary>Its pieces that wait.</summary>
    public PieceQueue Pieces { get; } = new(maxBytes);

    /// <summary>True while it waits for a decoder or has one; under the pool's lock.</summary>
    public bool IsPlaced { get; set; }

    /// <summary>Since when it waits; under the pool's lock.</summary>
    public long WaitsSince { get; set; }

    /// <summary>True once it is answered whole, or never will be.</summary>
    public bool IsFinished { get => Volatile.Read(ref _isFinished) || Pieces.IsClosed; set => Volatile.Write(ref _isFinished, value); }

    /// <summary>What a decoder heard that was taken away while the speaker paused.</summary>
    public Recognised Before { get; set; } = Recognised.Nothing;

    /// <summary>What was heard before, and this.</summary>
    public Recognised After(in Recognised more)
    {
        if (Before.Text.Length == 0)
        {
            return more;
        }

        IReadOnlyList<TimedWord> words = more.Words.Count == 0 ? [] : [.. Before.Words, .. more.Words];
        return more.Text.Length == 0 ? Before : new Recognised($"{Before.Text} {more.Text}", words);
    }
}
