using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Recognition.PocketSphinx;
using Millrace.Speech.Host.Voice;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Tests.Recognition;

public sealed class PocketSphinxTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Go_forward_ten_meters_comes_out_word_for_word(bool oneByOne)
    {
        Recordings.SkipUnlessInstalled();
        await using PocketSphinxRecogniser recogniser = await StartAsync(new PocketSphinxOptions());
        List<Recognised> finals = await Talker.SayAsync(recogniser, Recordings.Raw("goforward.raw"), new VoiceSettings(), oneByOne);
        Assert.Equal("go forward ten meters", Talker.Text(finals));
        AssertTimesAreInOrder(finals);
    }

    /// <summary>Within the 2.8 s of the clip, which begins with some 0.4 s of silence.</summary>
    private static void AssertTimesAreInOrder(List<Recognised> finals)
    {
        long at = 200;
        foreach (TimedWord word in finals.SelectMany(final => final.Words))
        {
            Assert.True(word.StartMs >= at && word.EndMs > word.StartMs, $"{word} begins before {at} ms, or ends before it begins.");
            at = word.EndMs;
        }

        Assert.InRange(at, 1000, 2800);
    }

    private static async Task<PocketSphinxRecogniser> StartAsync(PocketSphinxOptions options)
    {
        var recogniser = new PocketSphinxRecogniser(options, TimeProvider.System, NullLogger.Instance);
        await recogniser.StartAsync(TestContext.Current.CancellationToken);
        return recogniser;
    }
}
