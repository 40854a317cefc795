using Millrace.Speech.Tests.Serving;
using Millrace.Speech.Wire;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Rest;

public sealed class CurlTests
{
    [Fact(Timeout = 300_000)]
    public async Task Every_route_answers_curl()
    {
        const string Curl = "/usr/bin/curl";
        Assert.SkipUnless(File.Exists(Curl), "There is no /usr/bin/curl (Debian: curl).");
        await using ServerInTest server = await ServerInTest.StartAsync();
        using TempFolder folder = new();
        string wav = folder.Combine("talk.wav");
        await File.WriteAllBytesAsync(wav, WavWriter.ToArray(16_000, [.. Sound.Speech(800), .. Sound.Silence(500)]), TestContext.Current.CancellationToken);
        (string Status, string Path, string[] Options)[] calls =
        [
            ("200", "/v1/health", []),
            ("200", "/v1/transcribe", ["--data-binary", $"@{wav}", "-H", "Content-Type: audio/wav"]),
            ("200", "/v1/transcribe?endpointing=500&vad=3", ["--data-binary", $"@{wav}", "-H", "Transfer-Encoding: chunked", "-H", "Content-Type: application/octet-stream"]),
            ("200", "/v1/sessions", []),
            ("200", "/v1/sessions/metrics", []),
            ("404", "/v1/sessions/00000000-0000-0000-0000-000000000000", ["-X", "DELETE"]),
            ("200", "/v1/audio/transcriptions", ["-F", $"file=@{wav}", "-F", "model=whisper-1", "-F", "response_format=verbose_json"]),
            ("200", "/v1/models", []),
            ("200", "/openapi.json", []),
            ("200", "/docs", []),
            ("200", "/docs.css", []),
            ("426", "/v1/transcribe/stream", []),
        ];
        foreach ((string status, string path, string[] options) in calls)
        {
            ProcessResult result = await RunningProcess.RunAsync(
                Curl, ["-sS", "--max-time", "60", "-w", "\n%{http_code}", .. options, new Uri(server.Address, path).ToString()], TimeSpan.FromSeconds(90));
            Assert.True(result.ExitCode == 0 && result.Output.TrimEnd().EndsWith(status, StringComparison.Ordinal), path + ": " + result.Output + result.Error);
        }

        await server.EmptyAsync();
    }
}
