using Millrace.Faults;
using Millrace.Results;

namespace Millrace.Engine.Targets;

/// <summary>One process of a target: a child that says with a line on standard output where it accepts.</summary>
internal sealed class TargetProcess : IAsyncDisposable
{
    private readonly TargetLaunch _launch;
    private readonly TimeProvider _time;
    private readonly ChildProcess _child;
    // The line, or what is wrong with it.
    private readonly TaskCompletionSource<(ReadyLine? Line, string? Problem)> _readyLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Uri? _laterAdmin;
    private string? _noise;

    private TargetProcess(TargetLaunch launch, IReadOnlyList<string> arguments, TimeProvider time)
    {
        (_launch, _time) = (launch, time);
        _child = ChildProcess.Start(launch, arguments, OnOutput, time);
    }

    public ProcessIdentity Identity => _child.Identity;

    public ReadyLine Ready { get; private set; } = null!;

    public TimeSpan ReadyAfter { get; private set; }

    public Uri? Admin => _laterAdmin ?? Ready.Admin;

    /// <summary>Completes when the process has ended; never fails.</summary>
    public Task<ProcessExit> Exited => _child.Exited;

    public IReadOnlyList<string> LastErrorLines => _child.LastErrorLines;

    /// <summary>Why its end is expected, or null.</summary>
    public string? ExpectedEnd => _child.Expected;

    public void ExpectExit(string because) => _child.ExpectExit(because);

    /// <summary>Starts the process and waits for its ready line. Throws <see cref="TargetException"/>; then nothing is left running.</summary>
    public static async Task<TargetProcess> StartAsync(
        TargetLaunch launch, IReadOnlyList<string> arguments, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        var target = new TargetProcess(launch, arguments, time);
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

    /// <summary>Ends the process in order.</summary>
    public Task<StopMeans> StopAsync() => _child.StopAsync();

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private async Task WaitReadyAsync(CancellationToken cancellationToken)
    {
        if (_launch.AcceptsAt is { } place)
        {
            if (await PortKnock.WaitAsync(place.Value, () => PortOwner.MayBe(_child.Id, place.Value.Port), Exited, _launch.ReadyWithin, _time, cancellationToken) is { } refused)
            {
                throw _child.Failure($"accepted no connection at {place.Value} within {Durations.Format(_launch.ReadyWithin)}: {refused}");
            }
            if (Exited.IsCompleted)
            {
                await _child.ReadToEndAsync();
                throw _child.Failure($"{(await Exited).Describe()} before it was ready");
            }
            Ready = new ReadyLine { ProcessId = _child.Id, Addresses = new Dictionary<string, Uri>(StringComparer.Ordinal) { [place.Key] = place.Value } };
            return;
        }

        try
        {
            await Task.WhenAny(_readyLine.Task, Exited).WaitAsync(_launch.ReadyWithin, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw _child.Failure($"printed no ready line within {Durations.Format(_launch.ReadyWithin)}{(_noise is null ? "" : $" (but: '{_noise}')")}");
        }
        if (!_readyLine.Task.IsCompleted)
        {
            await _child.ReadToEndAsync(); // its last words may still be in the pipe, the ready line too
            if (!_readyLine.Task.IsCompleted) { throw _child.Failure($"{(await Exited).Describe()} before it was ready"); }
        }
        (ReadyLine? line, string? problem) = await _readyLine.Task;
        Ready = line ?? throw _child.Failure(problem!);
        // Behind a wrapper (a shell, dotnet run) the process that serves is another than the one we started.
        if (Ready.ProcessId != _child.Id)
        {
            _child.Identity = ProcessIdentity.Of(Ready.ProcessId) ?? throw _child.Failure($"announced process {Ready.ProcessId}, which does not exist");
        }
    }

    // May be called before the constructor is done.
    private void OnOutput(string line)
    {
        if (_readyLine.Task.IsCompleted)
        {
            if (ReadyLine.LaterAdmin(line) is { } admin) { _laterAdmin = admin; }
        }
        else if (_launch.AcceptsAt is not null) { return; } // it says what it likes
        else if (!line.StartsWith('{')) { _noise = line; } // text before the ready line is bad manners, but no reason to refuse a target
        else if (ReadyLine.TryParse(line, out ReadyLine? ready, out string? problem)) { _readyLine.TrySetResult((ready, null)); }
        else { _readyLine.TrySetResult((null, $"printed a ready line that cannot be used: {problem}: {line}")); }
    }
}
