using System.Globalization;
using System.Text.Json;
using Millrace.Testing;

namespace Millrace.EndToEnd.Speech;

/// <summary>`millrace serve speech` as an operator starts it.</summary>
internal sealed class ServedSpeechProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new();

    private ServedSpeechProcess(string[] options, IReadOnlyDictionary<string, string?>? environment) =>
        Process = RunningProcess.Start(Cli.Program, ["serve", "speech", "--ready-json", .. options.Contains("--port") ? [] : (string[])["--port", "0"], .. options], _folder.Path, WithTemp(environment));

    public RunningProcess Process { get; }

    /// <summary>Where the workers have their sockets.</summary>
    public string Temp => _folder.Path;

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public Uri Admin { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Process ids of the workers; empty with one process.</summary>
    public IReadOnlyList<int> Workers { get; private set; } = [];

    public Uri Stream => new($"{(Address.Scheme == "https" ? "wss" : "ws")}://{Address.Authority}/v1/transcribe/stream");

    public static async Task<ServedSpeechProcess> StartAsync(string[] options, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ServedSpeechProcess served = new(options, environment);
        try
        {
            using JsonDocument ready = JsonDocument.Parse(await served.Process.ReadLineAsync(StartLimit));
            served.Address = new Uri(ready.RootElement.GetProperty("addresses").GetProperty("speech").GetString()!);
            served.Admin = new Uri(ready.RootElement.GetProperty("admin").GetString()!);
            served.Workers = ready.RootElement.TryGetProperty("workers", out JsonElement workers) ? [.. workers.EnumerateArray().Select(pid => pid.GetInt32())] : [];
            return served;
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a page answers, over a connection of its own: with several workers, any of them may answer.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
        return JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri(Address, path)));
    }

    /// <summary>The same from the admin address, as text.</summary>
    public async Task<string> AdminAsync(string path)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
        using HttpResponseMessage answer = await http.GetAsync(new Uri(Admin, path));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Returns once a page says what it should; the last answer is in the exception where it never does.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> says)
    {
        JsonElement last = default;
        using PeriodicTimer turn = new(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        long start = TimeProvider.System.GetTimestamp();
        do
        {
            last = path.StartsWith("admin:", StringComparison.Ordinal) ? JsonSerializer.Deserialize<JsonElement>(await AdminAsync(path[6..])) : await GetAsync(path);
            if (says(last))
            {
                return last;
            }

            await turn.WaitForNextTickAsync();
        }
        while (TimeProvider.System.GetElapsedTime(start) < StartLimit);
        throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"{path} never says it; at last it said {last}\n{Process.Error}"));
    }

    /// <summary>Asks it to end as an operator does; its exit code.</summary>
    public Task<int> StopAsync(ProcessSignal signal = ProcessSignal.Terminate)
    {
        Process.Signal(signal);
        return Cli.EndOf(Process);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        foreach (int worker in Workers)
        {
            await Eventually.TrueAsync(() => !IsAlive(worker), $"the end of worker {worker}");
        }

        _folder.Dispose();
    }

    /// <summary>True while the process is there; one that nobody has waited for yet does not count.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Dictionary<string, string?> WithTemp(IReadOnlyDictionary<string, string?>? environment) => new(environment ?? new Dictionary<string, string?>()) { ["TMPDIR"] = _folder.Path };
}
