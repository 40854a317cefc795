using System.Globalization;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Recognition.Decoding;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Recognition;

public sealed class DecoderPoolTests : IAsyncDisposable
{
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(10);
    private readonly FakeTime _time = new();
    private readonly LogInTest _log = new();
    private readonly DecodersInTest _decoders = new();
    private readonly ManualResetEventSlim _gate = new();
    private readonly List<DecoderPool> _pools = [];

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        foreach (DecoderPool pool in _pools)
        {
            await pool.DisposeAsync();
        }

        // A thread that was given up is not waited for; it frees its decoder when it comes back.
        await Eventually.TrueAsync(() => _decoders.Alive == 0, "Every decoder is freed");
        _gate.Dispose();
    }

    [Fact]
    public async Task An_utterance_is_heard_to_its_end_and_the_next_begins_anew()
    {
        DecoderPool pool = Pool(1);
        using var session = new PooledRecognition(pool, _time);
        for (int round = 0; round < 3; round++)
        {
            PieceInTest first = Give(session, Speech(640, begins: true));
            PieceInTest last = Give(session, Speech(320, ends: true));
            await first.Told;
            await last.Told;
            Assert.Equal("960", last.Heard.Text);
            Assert.Equal("960", Assert.Single(last.Heard.Words).Text);
        }

        Assert.Equal(1, _decoders.Made);
    }

    [Fact]
    public void Silence_is_answered_at_once_and_needs_no_decoder()
    {
        using var session = new PooledRecognition(Pool(1), _time);
        Assert.Equal("", Give(session, PieceInTest.Silence()).Heard.Text);
        Assert.Equal(0, _decoders.Made);
    }

    [Fact]
    public async Task What_waits_while_a_decoder_works_is_taken_in_one_turn()
    {
        HangIn("Feed");
        using var session = new PooledRecognition(Pool(1), _time);
        PieceInTest first = Give(session, Speech(640, begins: true));
        await Eventually.TrueAsync(() => _decoders.Hanging == 1, "The first piece in the decoder");
        int partials = 0;
        List<PieceInTest> more = [.. Enumerable.Range(0, 9).Select(_ => Give(session, Speech(640)))];
        _decoders.Calls = call => partials += call == "Partial" ? 1 : 0;
        _gate.Set();
        await first.Told;
        await Task.WhenAll(more.Select(piece => piece.Told));
        Assert.Equal(2, partials);
        Assert.All(more, piece => Assert.Equal("6400", piece.Heard.Text));
    }

    [Fact]
    public async Task Utterances_wait_for_a_decoder_and_get_one_each()
    {
        DecoderPool pool = Pool(2);
        List<PooledRecognition> sessions = [.. Enumerable.Range(0, 10).Select(_ => new PooledRecognition(pool, _time))];
        List<PieceInTest> first = [.. sessions.Select(session => Give(session, Speech(640, begins: true)))];
        await Eventually.TrueAsync(() => first.Count(piece => piece.IsTold) == 2, "Two of them have a decoder");
        List<PieceInTest> last = [.. sessions.Select(session => Give(session, Speech(640, ends: true)))];
        await Task.WhenAll(last.Select(piece => piece.Told));
        Assert.All(last, piece => Assert.Equal("1280", piece.Heard.Text));
        Assert.Equal(2, _decoders.Made);
    }

    [Fact]
    public async Task An_utterance_that_waited_too_long_is_refused_with_all_that_follows_of_it()
    {
        DecoderPool pool = Pool(1);
        using var holder = new PooledRecognition(pool, _time);
        await Give(holder, Speech(640, begins: true)).Told;
        using var waiting = new PooledRecognition(pool, _time);
        PieceInTest first = Give(waiting, Speech(640, begins: true));
        _time.Advance(TimeSpan.FromSeconds(7.9));
        Assert.False(first.IsTold);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        PieceInTest later = Give(waiting, Speech(640, ends: true));
        Assert.Equal([RecognitionError.Busy, RecognitionError.Busy], new[] { first, later }.Select(piece => piece.Error));
        Assert.Equal(1, later.Failures);

        PieceInTest end = Give(holder, Speech(640, ends: true));
        await end.Told;
        Assert.Equal("1280", end.Heard.Text);
        PieceInTest next = Give(waiting, Speech(640, begins: true, ends: true));
        await next.Told;
        Assert.Equal("640", next.Heard.Text);
    }

    [Fact]
    public async Task Audio_that_waits_is_bounded()
    {
        DecoderPool pool = Pool(1);
        using var holder = new PooledRecognition(pool, _time);
        await Give(holder, Speech(640, begins: true)).Told;
        using var waiting = new PooledRecognition(pool, _time);
        List<PieceInTest> pieces = [.. Enumerable.Range(0, 11).Select(i => Give(waiting, Speech(10_000, begins: i == 0)))];
        Assert.All(pieces, piece => Assert.Equal((1, RecognitionError.Busy), (piece.Failures, piece.Error)));
        Assert.Contains("100000 bytes", pieces[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decoder_that_throws_costs_one_utterance_and_is_replaced()
    {
        DecoderPool pool = Pool(1);
        using var session = new PooledRecognition(pool, _time);
        _decoders.Calls = call => Throw(call == "Feed");
        PieceInTest first = Give(session, Speech(640, begins: true));
        await first.Told;
        PieceInTest rest = Give(session, Speech(640, ends: true));
        await rest.Told;
        Assert.Equal([RecognitionError.Failed, RecognitionError.Failed], new[] { first, rest }.Select(piece => piece.Error));
        _decoders.Calls = null;
        PieceInTest next = Give(session, Speech(320, begins: true, ends: true));
        await next.Told;
        Assert.Equal("320", next.Heard.Text);
        Assert.Equal((2, 1), (_decoders.Made, _decoders.Alive));
        Assert.Equal(1, _log.Count(2851));
    }

    [Fact]
    public async Task A_decoder_that_cannot_be_made_is_tried_again_with_the_next_utterance()
    {
        _decoders.Calls = call => Throw(call == "Make");
        DecoderPool pool = Pool(1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => pool.StartAsync());
        using var session = new PooledRecognition(pool, _time);
        PieceInTest first = Give(session, Speech(640, begins: true, ends: true));
        await first.Told;
        Assert.Equal(1, first.Failures);
        _decoders.Calls = null;
        PieceInTest next = Give(session, Speech(640, begins: true, ends: true));
        await next.Told;
        Assert.Equal("640", next.Heard.Text);
    }

    [Fact]
    public async Task A_decoder_that_hangs_is_given_up_and_others_go_on_until_as_many_hang_as_there_may_be()
    {
        DecoderPool pool = Pool(1);
        HangIn("Feed");
        using var hanging = new PooledRecognition(pool, _time);
        PieceInTest lost = Give(hanging, Speech(640, begins: true));
        await Eventually.TrueAsync(() => _decoders.Hanging == 1, "The decoder hangs");
        using var waiting = new PooledRecognition(pool, _time);
        PieceInTest refused = Give(waiting, Speech(640, begins: true, ends: true));
        Assert.True(pool.IsReady);
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(RecognitionError.Failed, lost.Error);
        Assert.Equal(1, refused.Failures);
        Assert.False(pool.IsReady);
        PieceInTest none = Give(waiting, Speech(640, begins: true, ends: true));
        Assert.Contains("hang", none.Why, StringComparison.Ordinal);

        // It comes back after all: freed, and there is room for another.
        _decoders.Calls = null;
        _gate.Set();
        await Eventually.TrueAsync(() => pool.IsReady && _decoders.Alive == 0, "The decoder has come back");
        PieceInTest next = Give(waiting, Speech(640, begins: true, ends: true));
        await next.Told;
        Assert.Equal("640", next.Heard.Text);
        Assert.Equal(0, lost.Answers);
    }

    [Fact]
    public async Task While_one_decoder_hangs_a_new_one_serves_the_others()
    {
        DecoderPool pool = Pool(2, maxWait: Patient);
        int hung = 0;
        _decoders.Calls = call => { if (call == "Feed" && Interlocked.Increment(ref hung) == 1) { _decoders.Hang(_gate); } };
        using var hanging = new PooledRecognition(pool, _time);
        PieceInTest lost = Give(hanging, Speech(640, begins: true));
        await Eventually.TrueAsync(() => Volatile.Read(ref hung) == 1, "The decoder hangs");
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(1, lost.Failures);
        List<PieceInTest> others = [.. Enumerable.Range(0, 20).Select(_ => Give(new PooledRecognition(pool, _time), Speech(640, begins: true, ends: true)))];
        await Task.WhenAll(others.Select(piece => piece.Told));
        Assert.All(others, piece => Assert.Equal("640", piece.Heard.Text));
        Assert.True(pool.IsReady);
    }

    [Fact]
    public async Task A_speaker_that_pauses_lets_the_decoder_go_and_goes_on_later_with_what_was_heard()
    {
        DecoderPool pool = Pool(1, maxPause: TimeSpan.FromMilliseconds(1), maxWait: Patient);
        using var slow = new PooledRecognition(pool, _time);
        using var other = new PooledRecognition(pool, _time);
        await Give(slow, Speech(640, begins: true)).Told;
        PieceInTest between = Give(other, Speech(320, begins: true, ends: true));
        await between.Told;
        Assert.Equal("320", between.Heard.Text);
        PieceInTest last = Give(slow, Speech(960, ends: true));
        await last.Told;
        Assert.Equal("640 960", last.Heard.Text);
        Assert.Equal(2, last.Heard.Words.Count);
    }

    [Fact]
    public async Task A_speaker_who_falls_behind_real_time_lets_the_decoder_go_where_others_wait()
    {
        DecoderPool pool = Pool(1, maxWait: Patient, grace: TimeSpan.FromMilliseconds(300));
        using var slow = new PooledRecognition(pool, _time);
        using var other = new PooledRecognition(pool, _time);
        await Give(slow, Speech(640, begins: true)).Told;
        PieceInTest between = Give(other, Speech(320, begins: true, ends: true));

        // 20 ms of audio each 250 ms: every piece comes before the grace is over, and yet they are not real time.
        int given = 1;
        for (; given < 3; given++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Give(slow, Speech(640)).Told;
        }

        await between.Told;
        Assert.Equal("320", between.Heard.Text);
        PieceInTest last = Give(slow, Speech(960, ends: true));
        await last.Told;
        Assert.Equal((given * 640) + 960, last.Heard.Words.Sum(word => int.Parse(word.Text, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_speaker_who_keeps_up_with_real_time_keeps_the_decoder_though_others_wait()
    {
        DecoderPool pool = Pool(1, maxWait: Patient, grace: TimeSpan.FromMilliseconds(300));
        using var steady = new PooledRecognition(pool, _time);
        using var other = new PooledRecognition(pool, _time);
        await Give(steady, Speech(32_000, begins: true)).Told;
        PieceInTest waiting = Give(other, Speech(320, begins: true, ends: true));
        for (int n = 0; n < 20; n++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Give(steady, Speech(32_000)).Told;
        }

        Assert.False(waiting.IsTold);
        PieceInTest last = Give(steady, Speech(320, ends: true));
        await last.Told;
        Assert.Equal("672320", last.Heard.Text);
        await waiting.Told;
        Assert.Equal("320", waiting.Heard.Text);
    }

    [Fact]
    public async Task A_pool_is_ready_as_long_as_one_of_its_threads_serves()
    {
        DecoderPool pool = Pool(2, maxWait: Patient);
        int hung = 0;
        _decoders.Calls = call => { if (call == "Feed" && Interlocked.Increment(ref hung) <= 2) { _decoders.Hang(_gate); } };
        List<PieceInTest> lost = [.. Enumerable.Range(0, 2).Select(_ => Give(new PooledRecognition(pool, _time), Speech(640, begins: true)))];
        await Eventually.TrueAsync(() => _decoders.Hanging == 2, "Both decoders hang");
        PieceInTest served = Give(new PooledRecognition(pool, _time), Speech(640, begins: true, ends: true));
        _time.Advance(TimeSpan.FromSeconds(90));
        await served.Told;
        Assert.All(lost, piece => Assert.Equal(1, piece.Failures));
        Assert.Equal("640", served.Heard.Text);
        Assert.True(pool.IsReady);
    }

    [Fact]
    public async Task A_decoder_that_hangs_while_it_is_freed_is_given_up()
    {
        DecoderPool pool = Pool(2, maxWait: Patient);
        using var session = new PooledRecognition(pool, _time);
        int fed = 0;
        _decoders.Calls = call =>
        {
            Throw(call == "Feed" && Interlocked.Increment(ref fed) == 1);
            if (call == "Dispose")
            {
                _decoders.Hang(_gate);
            }
        };
        PieceInTest lost = Give(session, Speech(640, begins: true, ends: true));
        await lost.Told;
        Assert.Equal("The decoder failed.", lost.Why);
        await Eventually.TrueAsync(() => _decoders.Hanging == 1, "The decoder hangs in its end");
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(1, _log.Count(2852));
        _decoders.Calls = null;
    }

    [Fact]
    public async Task A_session_that_goes_away_frees_its_decoder_and_its_place()
    {
        DecoderPool pool = Pool(1, maxWait: Patient, maxPause: Patient);
        var holder = new PooledRecognition(pool, _time);
        await Give(holder, Speech(640, begins: true)).Told;
        var waiting = new PooledRecognition(pool, _time);
        PieceInTest dropped = Give(waiting, Speech(640, begins: true, ends: true));
        using var third = new PooledRecognition(pool, _time);
        PieceInTest served = Give(third, Speech(320, begins: true, ends: true));
        waiting.Dispose();
        holder.Dispose();
        await served.Told;
        Assert.Equal("320", served.Heard.Text);
        Assert.False(dropped.IsTold);
    }

    [Fact]
    public async Task Audio_that_its_session_has_given_up_is_not_decoded()
    {
        HangIn("Begin");
        using var session = new PooledRecognition(Pool(1), _time);
        PieceInTest first = Give(session, Speech(640, begins: true));
        await Eventually.TrueAsync(() => _decoders.Hanging == 1, "The decoder has begun");
        first.Fail(RecognitionError.TimedOut, "The session's sweep.");
        _gate.Set();
        PieceInTest last = Give(session, Speech(320, ends: true));
        await last.Told;
        Assert.Equal("320", last.Heard.Text);
        Assert.Equal((0, 1), (first.Answers, first.Failures));
    }

    [Fact]
    public async Task The_end_of_the_recogniser_fails_what_is_under_way_and_what_waits()
    {
        DecoderPool pool = Pool(1, maxWait: Patient, maxPause: Patient);
        using var holder = new PooledRecognition(pool, _time);
        await Give(holder, Speech(640, begins: true)).Told;
        using var waiting = new PooledRecognition(pool, _time);
        PieceInTest left = Give(waiting, Speech(640, begins: true, ends: true));
        await pool.DisposeAsync();
        Assert.Equal(1, left.Failures);
        PieceInTest after = Give(holder, Speech(640, ends: true));
        Assert.Equal(1, after.Failures);
        Assert.Equal(0, _decoders.Alive);
        Assert.False(pool.IsReady);
    }

    private DecoderPool Pool(int decoders, TimeSpan? maxPause = null, TimeSpan? maxWait = null, TimeSpan? grace = null)
    {
        var options = new DecoderPoolOptions(decoders, maxWait ?? TimeSpan.FromSeconds(8), 100_000, maxPause ?? Patient, grace ?? Patient, TimeSpan.FromSeconds(60));
        var pool = new DecoderPool(options, _decoders.Make, _time, _log);
        _pools.Add(pool);
        return pool;
    }

    private void HangIn(string where) => _decoders.Calls = call => { if (call == where) { _decoders.Hang(_gate); } };

    private static void Throw(bool throws)
    {
        if (throws)
        {
            throw new InvalidOperationException("The decoder's fault.");
        }
    }

    private static PieceInTest Speech(int bytes, bool begins = false, bool ends = false) => PieceInTest.Speech(bytes, bytes, begins, ends, audio: new byte[bytes]);

    private static PieceInTest Give(PooledRecognition session, PieceInTest piece)
    {
        session.Recognise(piece);
        return piece;
    }
}
