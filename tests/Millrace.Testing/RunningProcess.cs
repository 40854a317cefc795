using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Millrace.Testing;

/// <summary>A child process of a test: its lines as they come, its signals, its end. Whatever still runs at disposal is killed.</summary>
public sealed class RunningProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _commandLine;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>(); // unbounded: a test's child must not block on us
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _outputPump;
    private readonly Task _errorPump;

    private RunningProcess(Process process, string commandLine)
    {
        _process = process;
        _commandLine = commandLine;
        _outputPump = PumpAsync(process.StandardOutput, _output, _lines.Writer);
        _errorPump = PumpAsync(process.StandardError, _error, null);
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>True once the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Everything that it wrote to standard output until now.</summary>
    public string Output => Snapshot(_output);

    /// <summary>Everything that it wrote to standard error until now.</summary>
    public string Error => Snapshot(_error);

    /// <summary>Starts a program; an environment value of null removes the variable.</summary>
    public static RunningProcess Start(
        string file,
        IEnumerable<string> arguments,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        string commandLine = string.Join(' ', [file, .. start.ArgumentList]);
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"'{commandLine}' did not start.");
        return new RunningProcess(process, commandLine);
    }

    /// <summary>Runs a program with an empty standard input to its end.</summary>
    public static async Task<ProcessResult> RunAsync(
        string file,
        IEnumerable<string> arguments,
        TimeSpan timeout,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        await using RunningProcess process = Start(file, arguments, workingDirectory, environment);
        process.CloseInput();
        int exitCode = await process.WaitForExitAsync(timeout);
        return new ProcessResult(exitCode, process.Output, process.Error);
    }

    /// <summary>The next line of standard output, without its end.</summary>
    /// <exception cref="TimeoutException">None came in time; the message holds all output until then.</exception>
    /// <exception cref="EndOfStreamException">Its standard output has ended.</exception>
    public async Task<string> ReadLineAsync(TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            return await _lines.Reader.ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(Describe($"wrote no line within {timeout.TotalSeconds:0.#} s"));
        }
        catch (ChannelClosedException)
        {
            throw new EndOfStreamException(Describe("ended its output"));
        }
    }

    /// <summary>Writes a line to its standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends its standard input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends a signal (POSIX systems only).</summary>
    public void Signal(ProcessSignal signal) => ProcessSignals.Send(Id, signal);

    /// <summary>Ends it and its children at once.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Waits for its end and the end of its output; returns its exit code.</summary>
    /// <exception cref="TimeoutException">It still runs; the message holds all output until then.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            await Task.WhenAll(_outputPump, _errorPump).WaitAsync(deadline.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(Describe($"did not end within {timeout.TotalSeconds:0.#} s"));
        }
    }

    /// <summary>Kills what still runs and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task PumpAsync(StreamReader reader, StringBuilder text, ChannelWriter<string>? lines)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (text)
                {
                    text.AppendLine(line);
                }

                lines?.TryWrite(line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Expected where a test disposes the process while a grandchild holds the pipe.
        }

        lines?.TryComplete();
    }

    private static string Snapshot(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private string Describe(string what) =>
        $"'{_commandLine}' (pid {Id}) {what}.\n--- standard output:\n{Output}\n--- standard error:\n{Error}";
}
