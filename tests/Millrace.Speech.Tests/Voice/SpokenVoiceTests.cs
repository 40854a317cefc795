using Millrace.Speech.Host.Voice;
using Millrace.Testing.Audio;

namespace Millrace.Speech.Tests.Voice;

/// <summary>Speech of espeak-ng in noise; bench/Millrace.Bench.Speech prints the whole table.</summary>
public sealed class SpokenVoiceTests
{
    /// <summary>The bounds were chosen on the first material and never on the other.</summary>
    [Theory(Timeout = 240_000)]
    [InlineData(false, 0.95, 0.90)]
    [InlineData(true, 0.93, 0.88)]
    public async Task Speech_in_noise_is_found_frame_by_frame(bool isHeldOut, double least20, double least10)
    {
        Assert.SkipWhen(SpokenText.Missing is not null, SpokenText.Missing ?? "");
        VoiceSettings settings = new();
        SpeechCorpus corpus = await SpeechCorpus.MakeAsync(settings.SampleRate, settings.FrameMs, isHeldOut);

        foreach ((string name, float[] noise) in new[] { ("white", corpus.White), ("pink", corpus.Pink), ("babble", corpus.Babble) })
        {
            FrameScore at20 = Score(settings, corpus, noise, 20);
            FrameScore at10 = Score(settings, corpus, noise, 10);
            Assert.True(at20.Accuracy >= least20, $"{name} at 20 dB: {at20}");
            Assert.True(at10.Accuracy >= least10, $"{name} at 10 dB: {at10}");
        }
    }

    [Fact(Timeout = 240_000)]
    public async Task A_greater_aggressiveness_misses_more_and_takes_less_noise_for_speech()
    {
        Assert.SkipWhen(SpokenText.Missing is not null, SpokenText.Missing ?? "");
        VoiceSettings settings = new();
        SpeechCorpus corpus = await SpeechCorpus.MakeAsync(settings.SampleRate, settings.FrameMs);

        foreach (float[] noise in new[] { corpus.White, corpus.Pink, corpus.Babble })
        {
            FrameScore[] scores = [.. Enumerable.Range(0, 4).Select(aggressiveness => Score(settings with { Aggressiveness = aggressiveness }, corpus, noise, 10))];
            Assert.Equal(scores.Select(score => score.Missed).Order(), scores.Select(score => score.Missed));
            Assert.Equal(scores.Select(score => score.FalseAlarms).OrderDescending(), scores.Select(score => score.FalseAlarms));
        }
    }

    private static FrameScore Score(VoiceSettings settings, SpeechCorpus corpus, float[] noise, double ratio)
    {
        byte[] pcm = corpus.Speech.WithNoise(noise, ratio);
        VoiceDetector detector = new(settings);
        return FrameScore.Of(
            corpus.Speech.IsSpeech,
            [.. Enumerable.Range(0, pcm.Length / settings.FrameBytes).Select(n => detector.IsSpeech(pcm.AsSpan(n * settings.FrameBytes, settings.FrameBytes)))]);
    }
}
