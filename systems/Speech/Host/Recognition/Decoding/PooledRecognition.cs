namespace Millrace.Speech.Host.Recognition.Decoding;

/// <summary>One session's line to a pool of decoders.</summary>
internal sealed class PooledRecognition(DecoderPool pool, TimeProvider time) : IRecognition
{
    private readonly Lock _lock = new();
    private readonly Speaker _speaker = new();
    private readonly List<Utterance> _unfinished = [];
    private Utterance? _utterance;
    private bool _isClosed;

    public void Recognise(Piece piece)
    {
        if (piece.Submitted == 0)
        {
            piece.Submitted = time.GetTimestamp();
        }

        if (!piece.IsSpeech)
        {
            piece.Began = piece.Submitted;
            piece.Done = piece.Submitted;
            piece.Answer(Recognised.Nothing);
            return;
        }

        Utterance utterance;
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            // Without its beginning too: a session may be given a new recognition in the middle of its speech.
            utterance = piece.Begins || _utterance is null ? Begin() : _utterance;
            _utterance = piece.Ends ? null : utterance;
        }

        pool.Add(utterance, piece);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (Utterance utterance in _unfinished)
            {
                utterance.Pieces.Close();
            }

            _unfinished.Clear();
            _utterance = null;
        }
    }

    private Utterance Begin()
    {
        var utterance = new Utterance(_speaker, pool.Options.MaxWaitingBytes);
        _unfinished.RemoveAll(static utterance => utterance.IsFinished);
        _unfinished.Add(utterance);
        return utterance;
    }
}
