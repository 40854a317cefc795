using System.ComponentModel;
using System.Diagnostics;
using Millrace.Faults;
using Millrace.Results;

namespace Millrace.Engine.Targets;

/// <summary>
/// One process of a target, from its start to its end. Its input is a pipe whose other end only the lab holds: whatever becomes of the
/// lab, the pipe closes and the target ends.
/// </summary>
internal sealed class TargetProcess : IAsyncDisposable
{
    private static readonly TimeSpan LastLinesWithin = TimeSpan.FromSeconds(1);
    private readonly TargetLaunch _launch;
    private readonly TimeProvider _time;
    private readonly Process _process;
    private readonly LineTail _errors;
    private readonly Task _output, _errorOutput;
    private readonly TaskCompletionSource<ReadyLine> _readyLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Uri? _laterAdmin;
    private volatile string? _expected;
    private string? _noise;

    private TargetProcess(TargetLaunch launch, Process process, TimeProvider time)
    {
        (_launch, _process, _time) = (launch, process, time);
        Identity = ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, 0); // gone already: equal to no living process
        Exited = WatchExitAsync();
        _errors = new LineTail(launch.KeptErrorLines);
        _output = new LineTail(0).ReadAsync(process.StandardOutput, OnOutput);
        _errorOutput = _errors.ReadAsync(process.StandardError);
    }

    public ProcessIdentity Identity { get; private set; }

    public ReadyLine Ready { get; private set; } = null!;

    public TimeSpan ReadyAfter { get; private set; }

    public Uri? Admin => _laterAdmin ?? Ready.Admin;

    /// <summary>Completes when the process has ended; never fails.</summary>
    public Task<ProcessExit> Exited { get; }

    public IReadOnlyList<string> LastErrorLines => _errors.Lines;

    public void ExpectExit(string because) => _expected = because;

    /// <summary>Starts the process and waits for its ready line. Throws <see cref="TargetException"/>; then nothing is left running.</summary>
    public static async Task<TargetProcess> StartAsync(
        TargetLaunch launch, IReadOnlyList<string> arguments, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        ProcessStartInfo start = TargetCommand.For(launch, arguments);
        Process process;
        try
        {
            process = CpuAffinity.StartPinned(launch.Cpus, () => Process.Start(start)) ?? throw new TargetException($"{start.FileName} did not start a process");
        }
        catch (Win32Exception failed)
        {
            throw new TargetException($"the target cannot be started: {launch.Program.File}: {failed.Message}", failed);
        }

        var target = new TargetProcess(launch, process, time);
        try
        {
            await target.WaitReadyAsync(cancellationToken);
            target.ReadyAfter = time.GetElapsedTime(began);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
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
        if (Identity.TrySignal(ProcessSignal.Term) && await EndsWithinAsync(_launch.StopWithin / 2)) { return StopMeans.Term; }
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

    private async Task WaitReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(_readyLine.Task, Exited).WaitAsync(_launch.ReadyWithin, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Failure($"printed no ready line within {Durations.Format(_launch.ReadyWithin)}{(_noise is null ? "" : $" (but: '{_noise}')")}");
        }
        if (!_readyLine.Task.IsCompleted)
        {
            await ReadToEndAsync(); // its last words may still be in the pipe, the ready line too
            if (!_readyLine.Task.IsCompleted) { throw Failure($"{(await Exited).Describe()} before it was ready"); }
        }
        Ready = await _readyLine.Task;
        // Behind a wrapper (a shell, dotnet run) the process that serves is another than the one we started.
        if (Ready.ProcessId != _process.Id)
        {
            Identity = ProcessIdentity.Of(Ready.ProcessId) ?? throw Failure($"announced process {Ready.ProcessId}, which does not exist");
        }
    }

    private void OnOutput(string line)
    {
        if (_readyLine.Task.IsCompleted)
        {
            if (ReadyLine.LaterAdmin(line) is { } admin) { _laterAdmin = admin; }
        }
        else if (!line.StartsWith('{')) { _noise = line; } // text before the ready line is bad manners, but no reason to refuse a target
        else if (ReadyLine.TryParse(line, out ReadyLine? ready, out string? problem)) { _readyLine.TrySetResult(ready!); }
        else { _readyLine.TrySetException(Failure($"printed a ready line that cannot be used: {problem}: {line}")); }
    }

    private async Task<ProcessExit> WatchExitAsync()
    {
        await _process.WaitForExitAsync();
        return new ProcessExit(_process.Id, _process.ExitCode, _time.GetTimestamp()) { Because = _expected };
    }

    private async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        try { await Exited.WaitAsync(time, _time); return true; }
        catch (TimeoutException) { return false; }
    }

    // A grandchild may hold the pipes open after the process is gone.
    private async Task ReadToEndAsync()
    {
        try { await Task.WhenAll(_output, _errorOutput).WaitAsync(LastLinesWithin, _time); }
        catch (TimeoutException) { }
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

    private TargetException Failure(string what)
    {
        IReadOnlyList<string> errors = LastErrorLines;
        string said = errors.Count == 0 ? "it wrote nothing on standard error" : "its last words:\n  " + string.Join("\n  ", errors);
        return new TargetException($"the target ({_launch.Program.File}, process {_process.Id}) {what}; {said}");
    }
}
