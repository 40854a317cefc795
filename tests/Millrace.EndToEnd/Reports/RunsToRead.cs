using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Reports;

/// <summary>A run with a fault and a sweep, made once, whose pages are looked at by all tests here.</summary>
public sealed class RunsToRead : IAsyncLifetime
{
    private readonly Cli _cli = new();

    internal Uri RunPage => PageIn("run");

    internal Uri SuitePage => PageIn("sweep");

    public async ValueTask InitializeAsync()
    {
        if (Browser.Chromium.Missing is not null)
        {
            return; // every test here skips
        }

        // A fault that works everywhere and that the page has to shade; what the run comes to is no matter here.
        await RunAsync("run", "gateway", "--mode", "pingpong", "--clients", "5", "--rate", "200", "--duration", "4s", "--warmup", "500ms", "--fault", "latency(20ms)@1s..2s", "--note", "</script><b>\"note\"</b>", "--out", "run");
        await RunAsync("sweep", "gateway", "--clients", "1,4", "--duration", "1s", "--warmup", "200ms", "--out", "sweep");
    }

    public ValueTask DisposeAsync()
    {
        _cli.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(params string[] arguments)
    {
        ProcessResult result = await _cli.RunAsync(arguments);
        Assert.True(File.Exists(Path.Combine(_cli.Folder, arguments[^1], "report.html")), result.Output + result.Error);
    }

    private Uri PageIn(string folder) => new(Path.Combine(_cli.Folder, folder, "report.html"));
}
