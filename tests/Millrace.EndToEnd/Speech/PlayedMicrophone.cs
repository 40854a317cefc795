using Millrace.EndToEnd.Browser;
using Millrace.Testing;
using Millrace.Testing.Audio;

namespace Millrace.EndToEnd.Speech;

/// <summary>
/// A Chromium whose microphone plays a file over and over: a human who says "go forward ten meters", from Debian's pocketsphinx-testdata, or where that is missing what sounds like a voice to a machine. A
/// second of silence follows, so that what is said becomes final.
/// </summary>
internal sealed class PlayedMicrophone : IAsyncDisposable
{
    private const string Recording = "/usr/share/pocketsphinx/test/data/goforward.raw";
    private const int RecordingRate = 16_000;
    private const int Rate = 48_000;
    private readonly TempFolder _folder = new();

    private PlayedMicrophone(Chromium browser, TempFolder folder) => (Browser, _folder) = (browser, folder);

    public Chromium Browser { get; }

    public static async Task<PlayedMicrophone> StartAsync()
    {
        float[] said = File.Exists(Recording)
            ? Resampled.To(WavSamples.FromPcm(await File.ReadAllBytesAsync(Recording)), RecordingRate, Rate)
            : [.. new float[Rate / 2], .. Noises.Scaled(SyntheticVoice.Speak(2_500, Rate, 1), 1, 0.0025)];
        TempFolder folder = new();
        string file = folder.Combine("microphone.wav");
        await File.WriteAllBytesAsync(file, WavSamples.Write([.. said, .. new float[Rate]], Rate));
        Chromium browser = await Chromium.StartWithAsync(
            "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-audio-capture={file}");
        return new PlayedMicrophone(browser, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _folder.Dispose();
    }
}
