using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Millrace.Hosting.Workers;

/// <summary>
/// One worker from its start to its end. Its standard input is its leash: it drains when that ends, which is what <see cref="Release"/> does, and what the kernel does where the supervisor
/// dies. What it writes to standard error goes to the supervisor's.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private const string StartError = "cannot start. ";
    private readonly Process _process;
    private readonly TextWriter _error;
    private readonly string _name;
    private readonly TaskCompletionSource<WorkerReady?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _lastWords;

    private WorkerProcess(Process process, string name, TextWriter error)
    {
        (_process, _name, _error, Id) = (process, name, error, process.Id);
        Exited = LiveAsync();
    }

    public int Id { get; }

    /// <summary>Completes with where it serves; with null where it ended before.</summary>
    public Task<WorkerReady?> Ready => _ready.Task;

    /// <summary>Completes once it has ended and all it wrote has been read; with how it ended, in words.</summary>
    public Task<string> Exited { get; }

    /// <summary>The last line that it wrote to standard error: why it did not start, where it did not.</summary>
    public string? LastWords => Volatile.Read(ref _lastWords);

    /// <summary>Starts it.</summary>
    /// <exception cref="ServerStartException">The system cannot start it.</exception>
    public static WorkerProcess Start(WorkerCommand command, WorkerPlace place, TextWriter error)
    {
        ProcessStartInfo start = new(command.File, command.Arguments(place))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return new WorkerProcess(Process.Start(start)!, $"[worker {place.Index}] ", error);
        }
        catch (Win32Exception e)
        {
            throw new ServerStartException($"A worker cannot be started as {command.File}: {e.Message}", e);
        }
    }

    /// <summary>Lets it go: it drains and ends.</summary>
    public void Release()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // Expected where it has ended.
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // Expected where it has ended.
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task<string> LiveAsync()
    {
        await Task.WhenAll(ReadOutputAsync(), RelayErrorAsync(), _process.WaitForExitAsync(CancellationToken.None)).ConfigureAwait(false);
        _ready.TrySetResult(null);
        // A process that a signal ended has 128 and the signal's number, as shells say it.
        return _process.ExitCode > 128 ? $"signal {_process.ExitCode - 128}" : $"exit code {_process.ExitCode}";
    }

    private async Task ReadOutputAsync()
    {
        while (await LineAsync(_process.StandardOutput).ConfigureAwait(false) is { } line)
        {
            if (!_ready.Task.IsCompleted && WorkerReady.TryParse(line, out WorkerReady? ready))
            {
                _ready.TrySetResult(ready);
            }
        }
    }

    private async Task RelayErrorAsync()
    {
        while (await LineAsync(_process.StandardError).ConfigureAwait(false) is { } line)
        {
            // Why it cannot start is said once, by whoever started it.
            int at = line.IndexOf(StartError, StringComparison.Ordinal);
            bool isReason = at >= 0 && !_ready.Task.IsCompleted;
            Volatile.Write(ref _lastWords, isReason ? line[(at + StartError.Length)..] : line);
            if (!isReason)
            {
                await WriteAsync(_name + line).ConfigureAwait(false);
            }
        }
    }

    // Where nobody takes what is written any more, it still has to be read, or the worker would wait for ever to be rid of it.
    private async Task WriteAsync(string line)
    {
        try
        {
            await _error.WriteLineAsync(line).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Expected where whoever read our standard error has gone.
        }
    }

    private static async Task<string?> LineAsync(StreamReader reader)
    {
        try
        {
            return await reader.ReadLineAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null; // it has ended, or we have
        }
    }
}

/// <summary>What a worker's ready line says.</summary>
/// <param name="Addresses">Where it serves.</param>
internal sealed record WorkerReady(IReadOnlyList<(string Name, string Url)> Addresses)
{
    public static bool TryParse(string line, out WorkerReady? ready)
    {
        ready = null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("addresses", out JsonElement addresses))
            {
                ready = new WorkerReady([.. addresses.EnumerateObject().Select(each => (each.Name, each.Value.GetString()!))]);
            }
        }
        catch (JsonException)
        {
            // Not the ready line.
        }

        return ready is not null;
    }
}
