using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Millrace.Testing;

/// <summary>
/// A private RabbitMQ on loopback: its own ports, folder, user and cookie, started by bench/rabbitmq-node and gone with the test, however the test ends.
/// A test that stops, pauses or alarms it takes one of its own; all others share <see cref="SharedRabbit"/>.
/// </summary>
public sealed class RabbitNode : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90); // its start takes 2 s on a quiet machine; the script itself gives up after 60 s
    private static readonly Lazy<string?> Reason = new(Look);
    private readonly TempFolder _folder = new();
    private RunningProcess? _script;

    private RabbitNode()
    {
    }

    /// <summary>Why tests with RabbitMQ are to be skipped here, or null where it is installed.</summary>
    public static string? SkipReason => Reason.Value;

    /// <summary>Where it listens, with its user and password, on the virtual host "/".</summary>
    public Uri Uri { get; private set; } = null!;

    /// <summary>The port on 127.0.0.1; it stays the same over restarts.</summary>
    public int Port => Uri.Port;

    /// <summary>Its user, who may do everything.</summary>
    public string User { get; private set; } = "";

    /// <summary>The user's password, another for every node.</summary>
    public string Password { get; private set; } = "";

    /// <summary>The process id of the broker itself.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Starts a node that accepts connections when this returns.</summary>
    /// <param name="arguments">More options of bench/rabbitmq-node, such as <c>--cpu 0</c>.</param>
    public static async Task<RabbitNode> StartAsync(params string[] arguments)
    {
        var node = new RabbitNode();
        try
        {
            await node.LaunchAsync(["--memory", "512", .. arguments]);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same broker for another user or another virtual host.</summary>
    public Uri For(string user, string password, string virtualHost = "/") =>
        new($"amqp://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@127.0.0.1:{Port}/{(virtualHost == "/" ? "" : Uri.EscapeDataString(virtualHost))}");

    /// <summary>Stops it in order, as an administrator would; what is durable stays.</summary>
    public async Task StopAsync()
    {
        Script.Signal(ProcessSignal.Terminate);
        await EndAsync();
    }

    /// <summary>Kills it: connections end without a word.</summary>
    public async Task KillAsync()
    {
        ProcessSignals.Send(ProcessId, ProcessSignal.Kill);
        await EndAsync();
    }

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>, with the same port, user and folder.</summary>
    public Task StartAgainAsync() => LaunchAsync(["--memory", "512", "--port", $"{Port}"]);

    /// <summary>Halts it: connections stay, nobody answers.</summary>
    public void Pause() => ProcessSignals.Send(ProcessId, ProcessSignal.Stop);

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void Continue() => ProcessSignals.Send(ProcessId, ProcessSignal.Continue);

    /// <summary>Runs rabbitmqctl for this node; returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        ProcessResult result = await RunningProcess.RunAsync("python3", [Path, "ctl", _folder.Path, .. arguments], Limit);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Output}{result.Error}");
    }

    /// <summary>Raises the memory alarm, or ends it: every connection that publishes is blocked meanwhile.</summary>
    public Task SetMemoryAlarmAsync(bool isOn) => ControlAsync("set_vm_memory_high_watermark", "absolute", isOn ? "1" : "512MiB");

    /// <summary>Adds a user who may do everything in "/" or, with other patterns, only some of it.</summary>
    public async Task AddUserAsync(string user, string password, string configure = ".*", string write = ".*", string read = ".*")
    {
        await ControlAsync("add_user", user, password);
        await ControlAsync("set_permissions", user, configure, write, read);
    }

    /// <summary>Adds a virtual host in which <see cref="User"/> may do everything.</summary>
    public async Task AddVirtualHostAsync(string name)
    {
        await ControlAsync("add_vhost", name);
        await ControlAsync("set_permissions", "-p", name, User, ".*", ".*", ".*");
    }

    /// <summary>The queues of "/" with how many messages are ready or given out in each.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ListQueuesAsync()
    {
        using JsonDocument rows = JsonDocument.Parse(await ControlAsync("list_queues", "--quiet", "--formatter", "json", "name", "messages"));
        return rows.RootElement.EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!, row => row.GetProperty("messages").GetInt32());
    }

    /// <summary>Ends it and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_script is { } script)
        {
            // Nobody needs what it stores: the script, and the broker with it, may go at once.
            await script.DisposeAsync();
        }

        await Eventually.TrueAsync(TryDelete, $"The end of RabbitMQ's writing to {_folder.Path}");
    }

    private static string Path => RepositoryRoot.Combine("bench", "rabbitmq-node");

    private RunningProcess Script => _script ?? throw new InvalidOperationException("this node does not run");

    private static string? Look()
    {
        try
        {
            using Process check = Process.Start(new ProcessStartInfo("python3", [Path, "check"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string error = check.StandardError.ReadToEnd();
            check.WaitForExit();
            return check.ExitCode == 0 ? null : $"There is no RabbitMQ here: {error.Trim()}";
        }
        catch (Win32Exception exception)
        {
            return $"bench/rabbitmq-node needs python3: {exception.Message}";
        }
    }

    private async Task LaunchAsync(string[] arguments)
    {
        _script = RunningProcess.Start("python3", [Path, "--json", "--until-eof", "--folder", _folder.Path, .. arguments]);
        string line;
        try
        {
            line = await _script.ReadLineAsync(Limit);
        }
        catch (EndOfStreamException)
        {
            await _script.WaitForExitAsync(Limit); // so that all of its complaint is there
            throw new InvalidOperationException($"RabbitMQ did not start: {_script.Error}");
        }

        using JsonDocument ready = JsonDocument.Parse(line);
        Uri = new Uri(ready.RootElement.GetProperty("uri").GetString()!);
        User = ready.RootElement.GetProperty("user").GetString()!;
        Password = ready.RootElement.GetProperty("password").GetString()!;
        ProcessId = ready.RootElement.GetProperty("pid").GetInt32();
    }

    private async Task EndAsync()
    {
        await Script.WaitForExitAsync(Limit);
        await Script.DisposeAsync();
        _script = null;
    }

    private bool TryDelete()
    {
        try
        {
            _folder.Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
