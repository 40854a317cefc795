using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Live;

/// <summary>`millrace serve live` with its examples, and on demand the fault proxy before it. State is kept in a folder, so that it can be killed and come back.</summary>
internal sealed class LiveUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Cli _cli = new();
    private readonly HttpClient _http = new();
    private readonly string[] _options;
    private RunningProcess? _server;
    private RunningProcess? _proxy;
    private Uri? _api;
    private Uri? _admin;

    private string State => Path.Combine(_cli.Folder, "state");

    private LiveUnderTest(string[] options) => _options = options;

    /// <summary>Where its pages are.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The same through the proxy.</summary>
    public Uri ProxyAddress { get; private set; } = new("http://127.0.0.1/");

    public static async Task<LiveUnderTest> StartAsync(params string[] options)
    {
        var live = new LiveUnderTest(options);
        try
        {
            await live.ServeAsync(0);
            return live;
        }
        catch
        {
            await live.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the server as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _server!.Kill();
        await Cli.EndOf(_server);
    }

    /// <summary>Ends the server as an operator does.</summary>
    public async Task StopAsync()
    {
        _server!.Signal(ProcessSignal.Terminate);
        Assert.Equal(0, await Cli.EndOf(_server));
    }

    /// <summary>Starts it again at the same address.</summary>
    public async Task ServeAgainAsync()
    {
        await _server!.DisposeAsync();
        await ServeAsync(Address.Port);
    }

    /// <summary>Whether a file of the state folder has that text in it.</summary>
    public bool HasSaved(string text)
    {
        try
        {
            return Directory.Exists(State) && Directory.EnumerateFiles(State, "*", SearchOption.AllDirectories).Any(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false; // it is being replaced
        }
    }

    /// <summary>Whether the server says that of its sessions.</summary>
    public async Task<bool> HealthSaysAsync(string what)
    {
        using HttpResponseMessage answer = await _http.GetAsync(new Uri(_admin!, "/readyz")); // 503 while it is full
        return (await answer.Content.ReadAsStringAsync()).Contains(what, StringComparison.Ordinal);
    }

    /// <summary>Returns once the server says that of its sessions.</summary>
    public async Task UntilHealthSaysAsync(string what)
    {
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        long start = TimeProvider.System.GetTimestamp();
        while (!await HealthSaysAsync(what))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < StartLimit, $"the server never says '{what}'");
            await turn.WaitForNextTickAsync();
        }
    }

    /// <summary>Puts the fault proxy before it.</summary>
    public async Task AddProxyAsync()
    {
        _proxy = _cli.Start("proxy", "--listen", "127.0.0.1:0", "--proxy", $"live=127.0.0.1:0>127.0.0.1:{Address.Port}", "--ready-json");
        using JsonDocument ready = JsonDocument.Parse(await _proxy.ReadLineAsync(StartLimit));
        JsonElement addresses = ready.RootElement.GetProperty("addresses");
        _api = new Uri(addresses.GetProperty("api").GetString()!);
        string own = addresses.GetProperty("live").GetString()!;
        ProxyAddress = new Uri($"http://127.0.0.1:{own[(own.LastIndexOf(':') + 1)..].TrimEnd('/')}/");
    }

    /// <summary>Cuts all connections through the proxy and refuses new ones, or lets them through again.</summary>
    public async Task LetThroughAsync(bool lets)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(new Uri(_api!, "/proxies/live"), new { enabled = lets });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>From now on nothing passes, and nobody is told: what a cut cable does.</summary>
    public async Task SwallowAsync()
    {
        foreach (string stream in (string[])["upstream", "downstream"])
        {
            using HttpResponseMessage answer = await _http.PostAsJsonAsync(
                new Uri(_api!, "/proxies/live/toxics"), new { name = $"hole_{stream}", type = "timeout", stream, attributes = new { timeout = 0 } });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    /// <summary>Takes back <see cref="SwallowAsync"/>.</summary>
    public async Task PassAgainAsync()
    {
        foreach (string stream in (string[])["upstream", "downstream"])
        {
            using HttpResponseMessage answer = await _http.DeleteAsync(new Uri(_api!, $"/proxies/live/toxics/hole_{stream}"));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningProcess? process in (RunningProcess?[])[_proxy, _server])
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        _http.Dispose();
        _cli.Dispose();
    }

    private async Task ServeAsync(int port)
    {
        _server = _cli.Start([
            "serve", "live", "--port", port.ToString(CultureInfo.InvariantCulture), "--ready-json", "--state-folder", State, "--save-delay", "50ms", .. _options]);
        using JsonDocument ready = JsonDocument.Parse(await _server.ReadLineAsync(StartLimit));
        JsonElement addresses = ready.RootElement.GetProperty("addresses");
        Address = new Uri(addresses.GetProperty("live").GetString()!);
        _admin = new Uri(ready.RootElement.GetProperty("admin").GetString()!);
    }
}
