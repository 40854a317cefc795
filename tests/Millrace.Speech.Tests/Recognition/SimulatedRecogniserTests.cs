using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Recognition.Simulated;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Recognition;

public sealed class SimulatedRecogniserTests : IAsyncDisposable
{
    private static readonly RecognitionSettings Session = new(Seed: 7, SampleRate: 16_000);
    private readonly FakeTime _time = new();
    private readonly LogInTest _log = new();
    private SimulatedRecogniser _recogniser;

    public SimulatedRecogniserTests() => _recogniser = new SimulatedRecogniser(new SimulatedOptions(), _time, _log);

    public ValueTask DisposeAsync() => _recogniser.DisposeAsync();

    [Fact]
    public void A_piece_is_answered_after_the_latency_and_not_before()
    {
        using IRecognition session = _recogniser.Open(Session);
        _time.Advance(TimeSpan.FromMilliseconds(3));
        PieceInTest piece = Give(session, PieceInTest.Speech(640, 640, begins: true));
        _time.Advance(TimeSpan.FromMilliseconds(49.9));
        Assert.Equal(0, piece.Answers);
        _time.Advance(TimeSpan.FromMilliseconds(0.1));
        Assert.Equal(1, piece.Answers);
        Assert.Equal(TimeSpan.FromMilliseconds(53), _time.GetElapsedTime(0, piece.Done));
        Assert.Equal(piece.Submitted, piece.Began);
        Assert.Single(piece.Heard.Text.Split(' '));
    }

    [Fact]
    public void Pieces_of_one_session_overlap_and_come_due_in_their_order()
    {
        using IRecognition session = _recogniser.Open(Session);
        var pieces = new List<PieceInTest>();
        var order = new List<int>();
        for (int i = 0; i < 5; i++)
        {
            int number = i;
            var piece = new PieceInTest { Bytes = 640, SpeechBytes = 640 * (i + 1), IsSpeech = true, Begins = i == 0, WhenAnswered = () => order.Add(number) };
            pieces.Add(Give(session, piece));
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        // The fifth was given 80 ms after the first, and 20 ms ago.
        Assert.Equal([1, 1, 1, 0, 0], pieces.Select(piece => piece.Answers));
        _time.Advance(TimeSpan.FromMilliseconds(30));
        Assert.Equal([0, 1, 2, 3, 4], order);
    }

    [Fact]
    public void Words_grow_by_the_bytes_of_speech_and_the_final_has_their_times()
    {
        using IRecognition session = _recogniser.Open(Session);
        PieceInTest first = Give(session, PieceInTest.Speech(640, 640, begins: true, startMs: 1000));
        PieceInTest second = Give(session, PieceInTest.Speech(25_600, 25_600, startMs: 1020));
        PieceInTest last = Give(session, PieceInTest.Speech(12_800, 38_400, ends: true, startMs: 1820));
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.StartsWith(first.Heard.Text, second.Heard.Text, StringComparison.Ordinal);
        Assert.Equal(2, second.Heard.Text.Split(' ').Length);
        Assert.Empty(second.Heard.Words);
        Assert.Equal(last.Heard.Text, string.Join(' ', last.Heard.Words.Select(word => word.Text)));
        Assert.Equal([(1000, 1406), (1406, 1813), (1813, 2220)], last.Heard.Words.Select(word => (word.StartMs, word.EndMs)));
    }

    [Fact]
    public void Silence_is_answered_with_nothing_after_the_latency()
    {
        using IRecognition session = _recogniser.Open(Session);
        PieceInTest silence = Give(session, PieceInTest.Silence());
        Assert.Equal(0, silence.Answers);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal("", silence.Heard.Text);
        Assert.Empty(silence.Heard.Words);
    }

    [Fact]
    public void The_same_seeds_say_the_same_and_others_say_something_else()
    {
        Assert.Equal(Say(seed: 7), Say(seed: 7));
        Assert.NotEqual(Say(seed: 7), Say(seed: 8));
    }

    [Fact]
    public void Each_utterance_begins_with_words_of_its_own()
    {
        using IRecognition session = _recogniser.Open(Session);
        PieceInTest first = Give(session, PieceInTest.Speech(128_000, 128_000, begins: true, ends: true));
        PieceInTest second = Give(session, PieceInTest.Speech(128_000, 128_000, begins: true, ends: true));
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.NotEqual(first.Heard.Text, second.Heard.Text);
    }

    [Fact]
    public void At_an_error_rate_that_share_of_the_speech_fails()
    {
        _recogniser = new SimulatedRecogniser(new SimulatedOptions { ErrorRate = 0.25 }, _time, _log);
        using IRecognition session = _recogniser.Open(Session);
        List<PieceInTest> pieces = [.. Enumerable.Range(0, 2000).Select(i => Give(session, PieceInTest.Speech(640, 640 * (i + 1), begins: i == 0)))];
        PieceInTest silence = Give(session, PieceInTest.Silence());
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.InRange(pieces.Sum(piece => piece.Failures), 400, 600);
        Assert.All(pieces, piece => Assert.Equal(1, piece.Answers + piece.Failures));
        Assert.Equal(1, silence.Answers);
    }

    [Fact]
    public void A_closed_session_is_not_answered_any_more()
    {
        IRecognition session = _recogniser.Open(Session);
        PieceInTest piece = Give(session, PieceInTest.Silence());
        session.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(piece.IsTold);
        Assert.Equal(0, _time.PendingTimers);
    }

    [Fact]
    public async Task What_waits_when_the_recogniser_ends_fails()
    {
        using IRecognition session = _recogniser.Open(Session);
        PieceInTest before = Give(session, PieceInTest.Silence());
        await _recogniser.DisposeAsync();
        PieceInTest after = Give(session, PieceInTest.Silence());
        Assert.Equal([1, 1], new[] { before, after }.Select(piece => piece.Failures));
        Assert.Contains("ended", after.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_throws_does_not_silence_the_next()
    {
        using IRecognition session = _recogniser.Open(Session);
        Give(session, new PieceInTest { Bytes = 640, WhenAnswered = static () => throw new InvalidOperationException("A session's fault.") });
        PieceInTest next = Give(session, PieceInTest.Silence());
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(1, next.Answers);
        Assert.Equal(1, _log.Count(2850));
    }

    [Fact]
    public void Without_latency_the_answer_comes_within_the_call()
    {
        _recogniser = new SimulatedRecogniser(new SimulatedOptions { Latency = TimeSpan.Zero }, _time, _log);
        using IRecognition session = _recogniser.Open(Session);
        Assert.Equal(1, Give(session, PieceInTest.Silence()).Answers);
    }

    [Fact]
    public void A_fault_strikes_its_share_of_the_sessions_only()
    {
        _recogniser = new SimulatedRecogniser(new SimulatedOptions { Fault = SimulatedFault.Hang, FaultShare = 0.3 }, _time, _log);
        List<PieceInTest> pieces = [.. Enumerable.Range(0, 1000).Select(seed => Give(_recogniser.Open(Session with { Seed = seed }), PieceInTest.Speech(640, 640, begins: true)))];
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange(pieces.Count(piece => !piece.IsTold), 250, 350);
    }

    [Fact]
    public void The_fault_that_throws_throws()
    {
        _recogniser = new SimulatedRecogniser(new SimulatedOptions { Fault = SimulatedFault.Throw }, _time, _log);
        using IRecognition session = _recogniser.Open(Session);
        Assert.Throws<InvalidOperationException>(() => session.Recognise(PieceInTest.Silence()));
    }

    [Fact]
    public async Task On_the_system_clock_a_thread_answers_and_never_too_early()
    {
        await using var recogniser = new SimulatedRecogniser(new SimulatedOptions { Latency = TimeSpan.FromMilliseconds(5) }, TimeProvider.System, _log);
        using IRecognition session = recogniser.Open(Session);
        for (int round = 0; round < 20; round++)
        {
            List<PieceInTest> pieces = [.. Enumerable.Range(0, 10).Select(_ => Give(session, PieceInTest.Silence()))];
            foreach (PieceInTest piece in pieces)
            {
                await piece.Told;
                Assert.True(TimeProvider.System.GetElapsedTime(piece.Submitted, piece.Done) >= TimeSpan.FromMilliseconds(5));
            }
        }
    }

    private string Say(long seed)
    {
        using IRecognition session = _recogniser.Open(Session with { Seed = seed });
        PieceInTest piece = Give(session, PieceInTest.Speech(128_000, 128_000, begins: true, ends: true));
        _time.Advance(TimeSpan.FromMilliseconds(50));
        return piece.Heard.Text;
    }

    private static PieceInTest Give(IRecognition session, PieceInTest piece)
    {
        session.Recognise(piece);
        return piece;
    }
}
