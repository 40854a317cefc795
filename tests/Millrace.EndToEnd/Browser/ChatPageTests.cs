using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Millrace.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Millrace.EndToEnd.Browser;

public sealed partial class ChatPageTests : IDisposable
{
    // A name that the browser is told to look for on loopback: the gateway must know the page's origin before there is a page.
    private const string PageHost = "chat.example";
    private const string StrangeHost = "strange.example";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly Cli _cli = new();

    private static string ChatProgram { get; } = RepositoryRoot.Combine(
        "artifacts", "bin", "Millrace.Samples.Chat", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), OperatingSystem.IsWindows() ? "chat.exe" : "chat");

    [Fact(Timeout = 240_000)]
    public async Task Two_windows_talk_see_each_other_come_and_go_and_come_back_after_the_gateways_restart()
    {
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        RunningProcess gateway = Serve("0", "0");
        try
        {
            (Uri clients, Uri backends) = await ReadyAsync(gateway);
            await using RunningProcess chat = RunningProcess.Start(ChatProgram, [backends.ToString(), "0"]);
            int pagePort = new Uri((await chat.ReadLineAsync(StartLimit)).Split(' ', ';')[4]).Port;
            await using Chromium browser = await Chromium.StartAsync((PageHost, pagePort), (StrangeHost, pagePort));

            IPage ann = await browser.OpenAsync(Address(PageHost, clients, "Ann"));
            await ShowsAsync(ann, "Ann");
            IPage bob = await browser.OpenAsync(Address(PageHost, clients, "Bob"));
            await ShowsAsync(bob, "Ann", "Bob");
            await ShowsAsync(ann, "Ann", "Bob");

            await SayAsync(bob, "h\u00e9llo <b>all</b> \U0001F44B");
            await Expect(LastLine(ann)).ToHaveTextAsync("Bob: h\u00e9llo <b>all</b> \U0001F44B");
            await Expect(ann.Locator("#lines b")).ToHaveCountAsync(0);
            await SayAsync(ann, "welcome");
            await Expect(LastLine(bob)).ToHaveTextAsync("Ann: welcome");
            await Expect(bob.Locator("#text")).ToHaveValueAsync("");

            await bob.CloseAsync();
            await ShowsAsync(ann, "Ann");
            await Expect(LastLine(ann)).ToHaveTextAsync("Bob has left");

            await StopAsync(gateway);
            await Expect(ann.Locator("#status")).ToHaveTextAsync(NotConnected);
            gateway = Serve(Port(clients), Port(backends));
            await ReadyAsync(gateway);
            await ShowsAsync(ann, "Ann");
            await SayAsync(ann, "still here");
            await Expect(LastLine(ann)).ToHaveTextAsync("Ann: still here");
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Page_of_another_origin_is_not_let_in()
    {
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        await using RunningProcess gateway = Serve("0", "0");
        (Uri clients, Uri backends) = await ReadyAsync(gateway);
        await using RunningProcess chat = RunningProcess.Start(ChatProgram, [backends.ToString(), "0"]);
        int pagePort = new Uri((await chat.ReadLineAsync(StartLimit)).Split(' ', ';')[4]).Port;
        await using Chromium browser = await Chromium.StartAsync((PageHost, pagePort), (StrangeHost, pagePort));

        IPage own = await browser.OpenAsync(Address(PageHost, clients, "Ann"));
        IPage strange = await browser.OpenAsync(Address(StrangeHost, clients, "Eve"));

        await ShowsAsync(own, "Ann");
        await strange.WaitForFunctionAsync("() => attempt > 1");
        await Expect(strange.Locator("#status")).ToHaveTextAsync(NotConnected);
        await ShowsAsync(own, "Ann");
    }

    public void Dispose() => _cli.Dispose();

    [GeneratedRegex("^not connected")]
    private static partial Regex NotConnected { get; }

    private static string Address(string host, Uri clients, string name) => $"http://{host}/?gateway={clients}&name={name}";

    private static ILocator LastLine(IPage page) => page.Locator("#lines > :last-child");

    private static async Task ShowsAsync(IPage page, params string[] people)
    {
        await Expect(page.Locator("#status")).ToHaveTextAsync("connected");
        await Expect(page.Locator("#people > li")).ToHaveTextAsync(people);
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.FillAsync("#text", text);
        await page.PressAsync("#text", "Enter");
    }

    private static string Port(Uri address) => address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<(Uri Clients, Uri Backends)> ReadyAsync(RunningProcess gateway)
    {
        using JsonDocument ready = JsonDocument.Parse(await gateway.ReadLineAsync(StartLimit));
        JsonElement addresses = ready.RootElement.GetProperty("addresses");
        return (new Uri(addresses.GetProperty("ws").GetString()!), new Uri(addresses.GetProperty("backend").GetString()!));
    }

    private static async Task StopAsync(RunningProcess process)
    {
        process.CloseInput();
        await Cli.EndOf(process);
        await process.DisposeAsync();
    }

    private RunningProcess Serve(string port, string backendPort) =>
        _cli.Start("serve", "gateway", "--port", port, "--backend-port", backendPort, "--ready-json", "--origin", $"http://{PageHost}");
}
