using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Recognition.Simulated;

/// <summary>What a simulated recogniser says to one session. The text grows by whole words and is shared by all answers in between, so most pieces cost no memory.</summary>
internal sealed class SimulatedRecognition : IRecognition
{
    private readonly SimulatedRecogniser _recogniser;
    private readonly int _bytesPerMs;
    private readonly ulong _seed;
    private readonly SimulatedFault _fault;
    private volatile bool _isClosed;
    private ulong _pieces;
    private ulong _utterance;
    private long _startMs;
    private int _words;
    private string _text = "";

    public SimulatedRecognition(SimulatedRecogniser recogniser, RecognitionSettings settings)
    {
        _recogniser = recogniser;
        _bytesPerMs = Math.Max(settings.SampleRate * SpeechProtocol.BytesPerSample / 1000, 1);
        _seed = SimulatedWords.Mix((ulong)recogniser.Options.Seed, (ulong)settings.Seed);
        _fault = SimulatedWords.Share(SimulatedWords.Mix(_seed, ulong.MaxValue)) < recogniser.Options.FaultShare ? recogniser.Options.Fault : SimulatedFault.None;
    }

    public bool IsClosed => _isClosed;

    public void Recognise(Piece piece)
    {
        if (_fault != SimulatedFault.None && Strike(piece))
        {
            return;
        }

        if (!piece.IsSpeech)
        {
            _recogniser.Take(new DelayedAnswer(piece, this, "", [], Fails: false));
            return;
        }

        if (piece.Begins)
        {
            _utterance++;
            _words = 0;
            _text = "";
            _startMs = piece.StartMs;
        }

        Grow((int)Math.Clamp(piece.SpeechBytes / _recogniser.Options.BytesPerWord, 1, 100_000));
        IReadOnlyList<TimedWord> words = piece.Ends ? Times(piece.StartMs + (piece.Bytes / _bytesPerMs)) : [];
        double errorRate = _recogniser.Options.ErrorRate;
        bool fails = errorRate > 0 && SimulatedWords.Share(SimulatedWords.Mix(_seed, ~++_pieces)) < errorRate;
        _recogniser.Take(new DelayedAnswer(piece, this, _text, words, fails));
    }

    public void Dispose() => _isClosed = true;

    private bool Strike(Piece piece)
    {
        switch (_fault)
        {
            case SimulatedFault.Throw:
                throw new InvalidOperationException("The simulated recogniser throws, as its options say.");
            case SimulatedFault.Die when piece.IsSpeech:
                Environment.FailFast("The simulated recogniser ends the process, as its options say.");
                return true;
            default:
                return piece.IsSpeech;
        }
    }

    private void Grow(int words)
    {
        for (; _words < words; _words++)
        {
            string word = Word(_words);
            _text = _words == 0 ? word : $"{_text} {word}";
        }
    }

    private string Word(int index) => SimulatedWords.At(SimulatedWords.Mix(_seed, (_utterance << 20) + (ulong)index));

    private TimedWord[] Times(long endMs)
    {
        long length = Math.Max(endMs - _startMs, 0);
        var words = new TimedWord[_words];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = new TimedWord(Word(i), _startMs + (length * i / words.Length), _startMs + (length * (i + 1) / words.Length));
        }

        return words;
    }
}
