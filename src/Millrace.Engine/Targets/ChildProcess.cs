using System.ComponentModel;
using System.Diagnostics;
using Millrace.Faults;

namespace Millrace.Engine.Targets;

/// <summary>
/// One process that the lab started, from its start to its end. Its input is a pipe whose other end only the lab holds: whatever becomes of the
/// lab, the pipe closes and the process can end.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan LastLinesWithin = TimeSpan.FromSeconds(1);
    private readonly TargetLaunch _launch;
    private readonly TimeProvider _time;
    private readonly Process _process;
    private readonly LineTail _errors;
    private readonly Task _output, _errorOutput;
    private readonly LifeLeash? _leash;
    private readonly Lock _writing = new();
    private volatile string? _expected;

    private ChildProcess(TargetLaunch launch, Process process, Action<string>? output, TimeProvider time)
    {
        (_launch, _process, _time) = (launch, process, time);
        Identity = ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, 0); // gone already: equal to no living process
        _leash = launch.IsForeign && !OperatingSystem.IsWindows() ? LifeLeash.Attach(process.Id) : null;
        Exited = WatchExitAsync();
        _errors = new LineTail(launch.KeptErrorLines);
        _output = new LineTail(0, launch.LongestOutputLine).ReadAsync(process.StandardOutput, output);
        _errorOutput = _errors.ReadAsync(process.StandardError);
    }

    /// <summary>The process that serves: the one that was started, or another behind a wrapper.</summary>
    public ProcessIdentity Identity { get; set; }

    /// <summary>The process that was started.</summary>
    public int Id => _process.Id;

    /// <summary>Completes when the process has ended; never fails.</summary>
    public Task<ProcessExit> Exited { get; }

    public IReadOnlyList<string> LastErrorLines => _errors.Lines;

    /// <summary>Why its end is expected, or null.</summary>
    public string? Expected => _expected;

    public void ExpectExit(string because) => _expected = because;

    /// <summary>Starts the process; each line of its output goes to <paramref name="output"/>. Throws <see cref="TargetException"/>.</summary>
    public static ChildProcess Start(TargetLaunch launch, IReadOnlyList<string> arguments, Action<string>? output, TimeProvider time)
    {
        ProcessStartInfo start = TargetCommand.For(launch, arguments);
        try
        {
            Process process = CpuAffinity.StartPinned(launch.Cpus, () => Process.Start(start)) ?? throw new TargetException($"{start.FileName} did not start a process");
            return new ChildProcess(launch, process, output, time);
        }
        catch (Win32Exception failed)
        {
            throw new TargetException($"{launch.Role} cannot be started: {launch.Program.File}: {failed.Message}", failed);
        }
    }

    /// <summary>Writes a line to its input. Throws <see cref="IOException"/> where it has ended.</summary>
    public void Write(string line)
    {
        try
        {
            lock (_writing) { _process.StandardInput.WriteLine(line); }
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException("its input is closed", e);
        }
    }

    /// <summary>Ends the process: closes its input, then SIGTERM, then SIGKILL, each with its time.</summary>
    public async Task<StopMeans> StopAsync()
    {
        if (Exited.IsCompleted) { return StopMeans.AlreadyEnded; }
        _expected ??= "the lab stopped it";
        CloseInput();
        Identity.TrySignal(ProcessSignal.Continue); // a stopped process would not notice
        if (await EndsWithinAsync(_launch.StopWithin)) { return StopMeans.EndOfInput; }
        if (Identity.TrySignal(ProcessSignal.Term) && await EndsWithinAsync(_launch.TermWithin)) { return StopMeans.Term; }
        KillNow();
        await Exited;
        return StopMeans.Kill;
    }

    public async ValueTask DisposeAsync()
    {
        // Not a drain: whoever wants one stops the process before.
        if (!Exited.IsCompleted)
        {
            _expected ??= "the lab stopped it";
            CloseInput();
            KillNow();
            await Exited;
        }
        await ReadToEndAsync();
        _process.Dispose();
    }

    /// <summary>Waits for its last words. A grandchild may hold the pipes open after the process is gone.</summary>
    public async Task ReadToEndAsync()
    {
        try { await Task.WhenAll(_output, _errorOutput).WaitAsync(LastLinesWithin, _time); }
        catch (TimeoutException) { }
    }

    /// <summary>An exception that says what this process did, with its last words.</summary>
    public TargetException Failure(string what)
    {
        IReadOnlyList<string> errors = LastErrorLines;
        string said = errors.Count == 0 ? "it wrote nothing on standard error" : "its last words:\n  " + string.Join("\n  ", errors);
        return new TargetException($"{_launch.Role} ({_launch.Program.File}, process {Id}) {what}; {said}");
    }

    private async Task<ProcessExit> WatchExitAsync()
    {
        await _process.WaitForExitAsync();
        _leash?.Dispose(); // at once: its process id may soon be another's
        return new ProcessExit(_process.Id, _process.ExitCode, _time.GetTimestamp()) { Because = _expected };
    }

    private async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        try { await Exited.WaitAsync(time, _time); return true; }
        catch (TimeoutException) { return false; }
    }

    private void CloseInput()
    {
        try { _process.StandardInput.Dispose(); }
        catch (IOException) { } // expected: it ended with input unread
    }

    private void KillNow()
    {
        try { _process.Kill(entireProcessTree: true); }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException) { } // expected: it ended just now
    }
}
