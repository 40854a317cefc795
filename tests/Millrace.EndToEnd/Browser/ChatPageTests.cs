using System.Text.Json;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Browser;

public sealed class ChatPageTests : IDisposable
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

            BrowserPage ann = await browser.OpenAsync(Address(PageHost, clients, "Ann"));
            await ann.UntilAsync(Shows("Ann"));
            BrowserPage bob = await browser.OpenAsync(Address(PageHost, clients, "Bob"));
            await bob.UntilAsync(Shows("Ann,Bob"));
            await ann.UntilAsync(Shows("Ann,Bob"));

            await bob.TypeAsync("text", "h\u00e9llo <b>all</b> \U0001F44B");
            await ann.UntilAsync("lines.lastChild.textContent === 'Bob: h\u00e9llo <b>all</b> \U0001F44B'");
            Assert.Equal(0, (await ann.EvaluateAsync("lines.querySelectorAll('b').length")).GetInt32());
            await ann.TypeAsync("text", "welcome");
            await bob.UntilAsync("lines.lastChild.textContent === 'Ann: welcome' && document.getElementById('text').value === ''");

            await bob.CloseAsync();
            await ann.UntilAsync(Shows("Ann") + " && lines.lastChild.textContent === 'Bob has left'");

            await StopAsync(gateway);
            await ann.UntilAsync("document.getElementById('status').value.startsWith('not connected')");
            gateway = Serve(Port(clients), Port(backends));
            await ReadyAsync(gateway);
            await ann.UntilAsync(Shows("Ann"));
            await ann.TypeAsync("text", "still here");
            await ann.UntilAsync("lines.lastChild.textContent === 'Ann: still here'");
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

        BrowserPage own = await browser.OpenAsync(Address(PageHost, clients, "Ann"));
        BrowserPage strange = await browser.OpenAsync(Address(StrangeHost, clients, "Eve"));

        await own.UntilAsync(Shows("Ann"));
        await strange.UntilAsync("attempt > 1 && document.getElementById('status').value.startsWith('not connected')");
        Assert.Equal("Ann", (await own.EvaluateAsync("people.join()")).GetString());
    }

    public void Dispose() => _cli.Dispose();

    private static string Address(string host, Uri clients, string name) => $"http://{host}/?gateway={clients}&name={name}";

    private static string Shows(string people) =>
        $"document.getElementById('status').value === 'connected' && [...document.getElementById('people').children].map(one => one.textContent).join() === '{people}'";

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
