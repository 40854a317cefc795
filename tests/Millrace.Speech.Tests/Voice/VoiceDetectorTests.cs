using Millrace.Speech.Host.Voice;
using Millrace.Testing.Audio;
using static Millrace.Speech.Tests.Voice.VoiceSamples;

namespace Millrace.Speech.Tests.Voice;

public sealed class VoiceDetectorTests
{
    public static TheoryData<int, int> RatesAndFrames { get; } = new(
        from rate in VoiceSettings.SampleRates
        from frame in VoiceSettings.FrameLengths
        select (rate, frame));

    [Theory]
    [MemberData(nameof(RatesAndFrames))]
    public void A_voice_is_told_from_noise_at_every_rate_and_frame_length(int rate, int frameMs)
    {
        byte[] audio = Mixed(Then(Silence(600, rate), Talk(2000, rate), Silence(1500, rate), Talk(1500, rate, 4), Silence(900, rate)), Noise(6500, 20, rate));
        bool[] labels = [.. Enumerable.Range(0, 6500 / frameMs).Select(n => n * frameMs is (>= 600 and < 2600) or (>= 4100 and < 5600))];

        FrameScore score = FrameScore.Of(labels, Judge(new() { SampleRate = rate, FrameMs = frameMs }, audio));

        Assert.True(score.Accuracy > 0.9, score.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Digital_silence_is_silence(int aggressiveness)
    {
        VoiceSettings settings = new() { Aggressiveness = aggressiveness };

        Assert.DoesNotContain(true, Judge(settings, Silence(5000)));
        Assert.DoesNotContain(true, Judge(settings, Then(Talk(1000), Silence(3000))).Skip(50));
    }

    [Fact]
    public void A_constant_offset_is_silence()
    {
        short[] offset = [.. Enumerable.Repeat((short)1000, 16_000)];

        Assert.DoesNotContain(true, Judge(new(), System.Runtime.InteropServices.MemoryMarshal.AsBytes(offset.AsSpan()).ToArray()));
    }

    [Theory]
    [InlineData(50, 0.1)]
    [InlineData(100, 0.3)]
    [InlineData(440, 0.1)]
    [InlineData(3000, 0.5)]
    public void A_tone_that_does_not_end_is_silence_after_a_while(double frequency, double level)
    {
        byte[] audio = Mixed(Tone(9000, frequency, level), Noise(9000, 40));

        Assert.DoesNotContain(true, Judge(new(), audio).Skip(250));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(30)]
    public void Steady_noise_is_silence_nearly_always(double below)
    {
        bool[] judged = Judge(new(), Noise(20_000, below));

        // The first seconds may be speech where the noise is as loud as a voice: nothing quieter has been heard.
        Assert.InRange(judged.Skip(250).Count(isSpeech => isSpeech) / (double)(judged.Length - 250), 0, 0.05);
    }

    public static TheoryData<int, int> FramesAndAggressiveness { get; } = new(
        from frame in VoiceSettings.FrameLengths
        from aggressiveness in Enumerable.Range(0, VoiceSettings.MostAggressive + 1)
        select (frame, aggressiveness));

    /// <summary>VOICE.md has the whole table; each utterance begun for nothing would cost a decoder's work or a request.</summary>
    [Theory]
    [MemberData(nameof(FramesAndAggressiveness))]
    public void Steady_noise_begins_an_utterance_hardly_ever(int frameMs, int aggressiveness)
    {
        const int Minutes = 2;
        foreach ((int rate, int level) in new[] { (16_000, -30), (16_000, -50), (8_000, -30) })
        {
            VoiceSettings settings = new() { SampleRate = rate, FrameMs = frameMs, Aggressiveness = aggressiveness };
            float[] noise = Noises.White(rate * (5 + (60 * Minutes)), 21);
            byte[] audio = WavSamples.ToPcm(Array.ConvertAll(noise, sample => sample * MathF.Pow(10, level / 20f)));
            VoiceTrack track = new(settings);
            List<VoiceSpan> spans = [];
            track.Take(audio.AsSpan(0, rate * 5 * 2), spans);
            spans.Clear();

            track.Take(audio.AsSpan(rate * 5 * 2), spans);

            Assert.InRange(spans.Count(span => span.Begins), 0, 2 * Minutes);
            Assert.False(track.IsInUtterance && spans.TrueForAll(span => !span.Ends));
        }
    }

    [Fact]
    public void Noise_that_becomes_louder_is_silence_again_after_some_seconds()
    {
        bool[] judged = Judge(new(), Then(Noise(4000, 40), Noise(12_000, 15, seed: 5)));

        Assert.InRange(judged.Skip(450).Count(isSpeech => isSpeech) / (double)(judged.Length - 450), 0, 0.05);
    }

    [Fact]
    public void A_voice_is_heard_within_the_first_half_second_of_a_stream()
    {
        bool[] afterNoise = Judge(new(), Mixed(Then(Silence(200), Talk(1800)), Noise(2000, 20)));
        bool[] atOnce = Judge(new(), Talk(2000));

        Assert.True(afterNoise.Skip(10).Take(50).Count(isSpeech => isSpeech) > 40);
        Assert.True(atOnce.Take(50).Count(isSpeech => isSpeech) > 35);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(10)]
    [InlineData(3)]
    public void What_is_speech_to_a_greater_aggressiveness_is_speech_to_a_smaller_one(double ratio)
    {
        byte[] audio = Mixed(Then(Silence(600), Talk(3000), Silence(2000), Talk(3000, seed: 7), Silence(2400)), Noise(11_000, ratio));
        bool[][] judged = [.. Enumerable.Range(0, 4).Select(aggressiveness => Judge(new() { Aggressiveness = aggressiveness }, audio))];

        for (int aggressiveness = 1; aggressiveness < judged.Length; aggressiveness++)
        {
            Assert.All(judged[aggressiveness].Zip(judged[aggressiveness - 1]), pair => Assert.True(!pair.First || pair.Second));
        }

        Assert.True(judged[0].Count(isSpeech => isSpeech) > judged[3].Count(isSpeech => isSpeech));
    }

    [Fact]
    public void Streams_know_nothing_of_each_other()
    {
        byte[] audio = Mixed(Then(Silence(600), Talk(2000)), Noise(2600, 15));
        VoiceSettings settings = new();
        bool[] alone = Judge(settings, audio);
        VoiceDetector loud = new(settings);
        VoiceDetector ours = new(settings);
        byte[] noise = Noise(2600, -6);

        bool[] beside = [.. Enumerable.Range(0, alone.Length).Select(n =>
        {
            _ = loud.IsSpeech(noise.AsSpan(n * 640, 640));
            return ours.IsSpeech(audio.AsSpan(n * 640, 640));
        })];

        Assert.Equal(alone, beside);
    }

    [Fact]
    public void Full_scale_and_garbage_are_judged_without_a_fault()
    {
        byte[] garbage = new byte[64_000];
        new Random(9).NextBytes(garbage);
        byte[] square = [.. Enumerable.Range(0, 32_000).SelectMany(n => BitConverter.GetBytes(n / 40 % 2 == 0 ? short.MaxValue : short.MinValue))];

        VoiceDetector detector = new(new());
        foreach (byte[] audio in (byte[][])[garbage, square, Silence(100), garbage])
        {
            _ = Judge(detector, audio, 640);
        }

        Assert.Contains(true, Judge(detector, Then(Silence(500), Noise(3000, 40), Talk(1000), Noise(200, 40)), 640));
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoiceSettings { SampleRate = 44_100 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoiceSettings { FrameMs = 25 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoiceSettings { Aggressiveness = 4 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoiceSettings { EndpointingMs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoiceSettings { LongestUtterance = TimeSpan.Zero });
    }

    private static bool[] Judge(VoiceSettings settings, byte[] audio) => Judge(new VoiceDetector(settings), audio, settings.FrameBytes);

    private static bool[] Judge(VoiceDetector detector, byte[] audio, int frameBytes) =>
        [.. Enumerable.Range(0, audio.Length / frameBytes).Select(n => detector.IsSpeech(audio.AsSpan(n * frameBytes, frameBytes)))];
}
