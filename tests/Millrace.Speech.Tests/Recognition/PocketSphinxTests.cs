using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Hosting;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Recognition.PocketSphinx;
using Millrace.Speech.Host.Voice;
using Millrace.Speech.Wire;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Recognition;

public sealed class PocketSphinxTests(ITestOutputHelper output)
{
    /// <summary>For clips that come faster than they were spoken, on a machine that may be slow.</summary>
    private static readonly PocketSphinxOptions Patient = new() { MaxWait = TimeSpan.FromMinutes(10), GiveUpAfter = TimeSpan.FromMinutes(10), MaxPause = TimeSpan.FromMinutes(10) };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Go_forward_ten_meters_comes_out_word_for_word(bool oneByOne)
    {
        Recordings.SkipUnlessInstalled();
        await using PocketSphinxRecogniser recogniser = await StartAsync(Patient);
        List<Recognised> finals = await Talker.SayAsync(recogniser, Recordings.Raw("goforward.raw"), new VoiceSettings(), oneByOne);
        Assert.Equal("go forward ten meters", Talker.Text(finals));
        AssertTimesAreInOrder(finals);
    }

    /// <summary>
    /// The library's own tools, with the same model on the whole files, make 20 errors (pocketsphinx_batch) in the 71 words of the librivox clips, and 10 in the 21 words of the cards (pocketsphinx_continuous
    /// -infile): measured with Debian's 0.8+5prealpha+1-15. Streamed in chunks and cut by silence it must not be worse, the long clips with two passes, the short ones with one and with two.
    /// </summary>
    [Theory]
    [InlineData("librivox", "transcription", 71, 15, 20)]
    [InlineData("cards", "cards.transcription", 21, 0, 10)]
    [InlineData("cards", "cards.transcription", 21, 15, 10)]
    public async Task A_stream_is_heard_no_worse_than_by_the_own_tools_of_the_library_on_whole_files(string folder, string transcription, int words, int secondPass, int most)
    {
        Recordings.SkipUnlessInstalled();
        await using PocketSphinxRecogniser recogniser = await StartAsync(Patient with { SecondPass = TimeSpan.FromSeconds(secondPass) });
        List<string> heard = [];
        int errors = 0;
        int said = 0;
        List<(string Name, string Said, byte[] Audio)> clips = Recordings.Clips(folder, transcription);

        // All at once, as sessions of their own: as many are decoded at a time as there are processors.
        List<Recognised>[] all = await Task.WhenAll(clips.Select(clip => Talker.SayAsync(recogniser, clip.Audio, new VoiceSettings())));
        foreach (((string name, string text, _), List<Recognised> finals) in clips.Zip(all))
        {
            int wrong = WordErrors.Count(text, Talker.Text(finals));
            heard.Add($"{name}: {wrong} wrong: {string.Join(" | ", finals.Select(final => final.Text))}");
            errors += wrong;
            said += WordErrors.Words(text).Length;
        }

        string report = $"{errors} of {said} words are wrong.\n{string.Join('\n', heard)}";
        output.WriteLine(report);
        Assert.Equal(words, said);
        Assert.True(errors <= most, report);
    }

    [Theory]
    [InlineData("something.raw", "go somewhere and do something")]
    [InlineData("numbers.raw", "thirty three four or six ninety two")]
    public async Task What_the_tool_of_the_library_hears_is_heard(string file, string text)
    {
        Recordings.SkipUnlessInstalled();
        await using PocketSphinxRecogniser recogniser = await StartAsync(Patient);
        Assert.Equal(text, Talker.Text(await Talker.SayAsync(recogniser, Recordings.Raw(file), new VoiceSettings())));
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_said_with_the_packages_to_install()
    {
        Recordings.SkipUnlessInstalled();
        ServerStartException exception = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync(new PocketSphinxOptions { AcousticModel = "/nowhere" }));
        Assert.Contains("/nowhere", exception.Message, StringComparison.Ordinal);
        Assert.Contains("pocketsphinx-en-us", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_cannot_be_read_is_said_with_a_command_that_says_why()
    {
        Recordings.SkipUnlessInstalled();
        using var folder = new TempFolder();
        ServerStartException exception = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync(new PocketSphinxOptions { LanguageModel = folder.Write("lm", "no model") }));
        Assert.Contains("pocketsphinx_continuous -hmm", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the", "the")]
    [InlineData("the(2)", "the")]
    [InlineData("a(13)", "a")]
    [InlineData("(laughs)", "(laughs)")]
    [InlineData("x(y)", "x(y)")]
    [InlineData("<s>", null)]
    [InlineData("<sil>", null)]
    [InlineData("[NOISE]", null)]
    [InlineData("++UH++", null)]
    [InlineData("", null)]
    public void Only_words_are_taken_from_segments(string segment, string? word) => Assert.Equal(word, SphinxWords.Plain(segment));

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
