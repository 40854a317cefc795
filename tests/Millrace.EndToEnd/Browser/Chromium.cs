using Microsoft.Playwright;

namespace Millrace.EndToEnd.Browser;

/// <summary>A headless Chromium of the system, driven by Playwright; it downloads none of its own.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    // Generous: the machine may be busy with everything else that is being tested.
    private const float LimitMs = 60_000;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    /// <summary>Why there is none here; null where there is one.</summary>
    public static string? Missing => Program is null ? "there is no chromium in the PATH; ./test installs Debian's where it runs as root" : null;

    private static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .SelectMany(folder => (string[])[Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-browser")])
        .FirstOrDefault(File.Exists);

    /// <summary>Starts it; <paramref name="names"/> are host names with the loopback port that each stands for.</summary>
    public static Task<Chromium> StartAsync(params (string Host, int Port)[] names) =>
        StartWithAsync(names.Length == 0 ? [] : [$"--host-resolver-rules={string.Join(", ", names.Select(name => $"MAP {name.Host}:80 127.0.0.1:{name.Port}"))}"]);

    /// <summary>Starts it with switches of its own, such as those for a microphone that is played from a file.</summary>
    public static async Task<Chromium> StartWithAsync(params string[] switches)
    {
        Assertions.SetDefaultExpectTimeout(LimitMs);
        IPlaywright playwright = await Playwright.CreateAsync();
        try
        {
            IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                Headless = true,
                Timeout = LimitMs,
                Args = [
                    "--no-sandbox", // as root there is no other way; it only sees our own pages
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    .. switches,
                ],
            });
            return new Chromium(playwright, browser);
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    /// <summary>A user with a store of cookies of their own.</summary>
    public async Task<IBrowserContext> UserAsync(BrowserNewContextOptions? options = null)
    {
        IBrowserContext user = await _browser.NewContextAsync(options);
        user.SetDefaultTimeout(LimitMs);
        return user;
    }

    /// <summary>Opens a window of a user of its own with a page.</summary>
    public async Task<IPage> OpenAsync(string address)
    {
        IBrowserContext user = await UserAsync();
        IPage page = await user.NewPageAsync();
        await page.GotoAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
