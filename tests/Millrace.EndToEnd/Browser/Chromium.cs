using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Browser;

/// <summary>A headless Chromium with a profile of its own, driven through its DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly TempFolder _profile;
    private readonly RunningProcess _process;
    private readonly DevToolsLink _link;

    private Chromium(TempFolder profile, RunningProcess process, DevToolsLink link)
    {
        _profile = profile;
        _process = process;
        _link = link;
    }

    /// <summary>Why there is none here; null where there is one.</summary>
    public static string? Missing => Program is null ? "there is no chromium in the PATH; ./test installs Debian's where it runs as root" : null;

    private static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .SelectMany(folder => (string[])[Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-browser")])
        .FirstOrDefault(File.Exists);

    /// <summary>Starts it; <paramref name="names"/> are host names with the loopback port that each stands for.</summary>
    public static async Task<Chromium> StartAsync(params (string Host, int Port)[] names)
    {
        var profile = new TempFolder();
        RunningProcess process = RunningProcess.Start(Program!, [
            "--headless=new",
            "--no-sandbox", // as root there is no other way; it only sees our own page
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-background-timer-throttling",
            "--disable-backgrounding-occluded-windows",
            "--disable-renderer-backgrounding",
            "--remote-debugging-port=0",
            $"--user-data-dir={profile.Path}",
            $"--host-resolver-rules={string.Join(", ", names.Select(name => $"MAP {name.Host}:80 127.0.0.1:{name.Port}"))}",
            "about:blank",
        ]);
        try
        {
            string[] lines = [];
            string file = profile.Combine("DevToolsActivePort");
            await Eventually.TrueAsync(
                () => process.HasExited || (File.Exists(file) && (lines = File.ReadAllLines(file)).Length >= 2),
                "the start of chromium");
            Assert.False(process.HasExited, $"chromium ended at once:\n{process.Error}");
            return new Chromium(profile, process, await DevToolsLink.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}")));
        }
        catch
        {
            await process.DisposeAsync();
            profile.Dispose();
            throw;
        }
    }

    /// <summary>Opens a window with a page.</summary>
    public async Task<BrowserPage> OpenAsync(string address)
    {
        JsonElement target = await _link.CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank", ["newWindow"] = true });
        string id = target.GetProperty("targetId").GetString()!;
        JsonElement session = await _link.CallAsync("Target.attachToTarget", new JsonObject { ["targetId"] = id, ["flatten"] = true });
        BrowserPage page = new(_link, id, session.GetProperty("sessionId").GetString()!);
        await page.GoToAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _process.DisposeAsync();
        _profile.Dispose();
    }
}
