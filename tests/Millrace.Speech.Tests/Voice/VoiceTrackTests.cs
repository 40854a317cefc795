using Millrace.Speech.Host.Voice;
using static Millrace.Speech.Tests.Voice.VoiceSamples;

namespace Millrace.Speech.Tests.Voice;

public sealed class VoiceTrackTests
{
    private const int BytesPerMs = 32;

    /// <summary>Half a second of quiet, a second of voice, half a second of quiet, and the same again.</summary>
    private static readonly byte[] s_twoUtterances = Then(Silence(500), Talk(1000), Silence(500), Talk(1000, seed: 3), Silence(500));

    [Fact]
    public void An_utterance_begins_with_its_first_speech_and_ends_with_the_silence_after_it()
    {
        VoiceTrack track = new(new());

        List<VoiceSpan> spans = Take(track, s_twoUtterances, 640);

        List<(int Begin, int End)> utterances = Utterances(spans);
        Assert.Equal(2, utterances.Count);
        AssertNear(500, utterances[0].Begin);
        AssertNear(1800, utterances[0].End);
        AssertNear(2000, utterances[1].Begin);
        AssertNear(3300, utterances[1].End);
        Assert.False(track.IsInUtterance);
        Assert.Equal(s_twoUtterances.Length / 640, track.Frames);
        Assert.Equal(s_twoUtterances.Length, track.TakenBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(333)]
    [InlineData(639)]
    [InlineData(641)]
    [InlineData(1280)]
    [InlineData(5001)]
    [InlineData(1 << 20)]
    public void Every_frame_is_judged_alike_whatever_the_size_of_the_chunks(int size)
    {
        VoiceTrack usual = new(new());
        List<VoiceSpan> expected = Take(usual, s_twoUtterances, 640);
        VoiceTrack track = new(new());

        List<VoiceSpan> spans = Take(track, s_twoUtterances, size);

        Assert.Equal(usual.Frames, track.Frames);
        Assert.Equal(usual.SpeechFrames, track.SpeechFrames);
        Assert.Equal(expected.Last(span => span.Ends).SpeechBytes, spans.Last(span => span.Ends).SpeechBytes);
        // Of the frame with which an utterance begins, what came in earlier chunks has been given out as silence.
        foreach ((int wanted, int begin) in Utterances(expected).Zip(Utterances(spans), (one, other) => (one.Begin, other.Begin)))
        {
            Assert.InRange(begin - wanted, 0, 20);
        }

        Assert.Equal(Utterances(expected).Select(each => each.End), Utterances(spans).Select(each => each.End));
    }

    [Fact]
    public void Runs_cover_a_chunk_without_a_gap_and_are_cut_between_samples_of_the_stream()
    {
        VoiceTrack track = new(new());
        List<VoiceSpan> spans = [];
        int taken = 0;
        for (int size = 1; taken + size <= s_twoUtterances.Length; size += 37)
        {
            spans.Clear();
            track.Take(s_twoUtterances.AsSpan(taken, size), spans);

            int at = 0;
            foreach (VoiceSpan span in spans)
            {
                Assert.Equal(at, span.Offset);
                Assert.True(span.Length > 0);
                Assert.True(at == 0 || (taken + at) % 2 == 0);
                at += span.Length;
            }

            Assert.Equal(size, at);
            taken += size;
        }
    }

    [Fact]
    public void A_chunk_may_hold_whole_utterances()
    {
        List<VoiceSpan> spans = [];

        new VoiceTrack(new()).Take(s_twoUtterances, spans);

        Assert.Equal([false, true, false, true, false], spans.Select(span => span.IsSpeech));
        Assert.All(spans.Where(span => span.IsSpeech), span => Assert.True(span is { Begins: true, Ends: true, IsTooLong: false, SpeechBytes: > 900 * BytesPerMs }));
        Assert.All(spans.Where(span => !span.IsSpeech), span => Assert.True(span is { Begins: false, Ends: false, SpeechBytes: 0 }));
    }

    [Fact]
    public void An_empty_chunk_has_no_runs()
    {
        List<VoiceSpan> spans = [];
        VoiceTrack track = new(new());

        track.Take([], spans);

        Assert.Empty(spans);
        Assert.Equal(0, track.Frames);
    }

    [Fact]
    public void A_pause_that_is_shorter_than_the_endpointing_belongs_to_the_utterance()
    {
        byte[] audio = Then(Silence(200), Talk(600), Silence(240), Talk(600, seed: 3), Silence(400));

        Assert.Single(Utterances(Take(new VoiceTrack(new()), audio, 640)));
        Assert.Equal(2, Utterances(Take(new VoiceTrack(new() { EndpointingMs = 200 }), audio, 640)).Count);
    }

    [Fact]
    public void Endpointing_of_no_whole_number_of_frames_is_rounded_up()
    {
        byte[] audio = Then(Silence(200), Talk(600), Silence(400));

        List<VoiceSpan> spans = Take(new VoiceTrack(new() { EndpointingMs = 301 }), audio, 640);

        AssertNear(200 + 600 + 320, Utterances(spans).Single().End);
        Assert.Equal(320 * BytesPerMs, Assert.Single(spans, span => span.Ends).SilentBytes);
    }

    [Fact]
    public void An_utterance_that_no_silence_ends_is_cut_and_the_next_follows_it()
    {
        VoiceTrack track = new(new() { LongestUtterance = TimeSpan.FromSeconds(2) });

        List<VoiceSpan> spans = Take(track, Then(Silence(200), Talk(5000), Silence(400)), 640);

        Assert.Equal([true, true, false], spans.Where(span => span.Ends).Select(span => span.IsTooLong));
        Assert.Equal(2000, Utterances(spans)[0].End - Utterances(spans)[0].Begin);
        Assert.InRange(Utterances(spans)[1].Begin - Utterances(spans)[0].End, 0, 200);
    }

    [Fact]
    public void Finishing_ends_an_open_utterance_with_a_run_of_no_bytes()
    {
        VoiceTrack track = new(new());
        List<VoiceSpan> spans = Take(track, Then(Silence(200), Talk(600)), 640);
        Assert.True(track.IsInUtterance);
        spans.Clear();

        Assert.True(track.Finish(spans));

        VoiceSpan last = Assert.Single(spans);
        Assert.True(last is { IsSpeech: true, Offset: 0, Length: 0, Begins: false, Ends: true, IsTooLong: false });
        Assert.InRange(last.SpeechBytes, 500 * BytesPerMs, 600 * BytesPerMs);
        Assert.False(track.IsInUtterance);
    }

    [Fact]
    public void Finishing_in_silence_does_nothing()
    {
        VoiceTrack track = new(new());
        List<VoiceSpan> spans = Take(track, Silence(200), 640);
        spans.Clear();

        Assert.False(track.Finish(spans));
        Assert.Empty(spans);
    }

    [Fact]
    public void A_new_utterance_may_follow_the_finish_at_once()
    {
        VoiceTrack track = new(new());
        _ = Take(track, Then(Silence(200), Talk(600)), 640);
        Assert.True(track.Finish([]));

        List<VoiceSpan> spans = Take(track, Then(Talk(600, seed: 3), Silence(400)), 640);

        Assert.True(spans[0] is { IsSpeech: true, Begins: true });
        Assert.Single(spans, span => span.Ends);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_chunk()
    {
        VoiceTrack track = new(new());
        List<VoiceSpan> spans = new(16);
        for (int at = 0; at < 333 * 20; at += 333)
        {
            spans.Clear();
            track.Take(s_twoUtterances.AsSpan(at, 333), spans);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int at = 333 * 20; at + 333 < s_twoUtterances.Length; at += 333)
        {
            spans.Clear();
            track.Take(s_twoUtterances.AsSpan(at, 333), spans);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_track_that_was_never_used_is_small()
    {
        VoiceSettings settings = new();
        _ = new VoiceTrack(settings);
        long before = GC.GetAllocatedBytesForCurrentThread();

        _ = new VoiceTrack(settings);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 256);
    }

    private static void AssertNear(int expectedMs, int actualMs) => Assert.InRange(actualMs, expectedMs - 60, expectedMs + 160);

    /// <summary>Feeds it in chunks of a size; offsets are made those of the whole.</summary>
    private static List<VoiceSpan> Take(VoiceTrack track, byte[] audio, int size)
    {
        List<VoiceSpan> all = [];
        List<VoiceSpan> spans = [];
        for (int at = 0; at < audio.Length; at += size)
        {
            spans.Clear();
            track.Take(audio.AsSpan(at, Math.Min(size, audio.Length - at)), spans);
            all.AddRange(spans.Select(span => span with { Offset = at + span.Offset }));
        }

        return all;
    }

    private static List<(int Begin, int End)> Utterances(List<VoiceSpan> spans) =>
        [.. spans.Where(span => span.Begins).Zip(spans.Where(span => span.Ends), (first, last) => (first.Offset / BytesPerMs, (last.Offset + last.Length) / BytesPerMs))];
}
