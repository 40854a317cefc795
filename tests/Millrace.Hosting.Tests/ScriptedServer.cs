using Millrace.Hosting.Admin;

namespace Millrace.Hosting.Tests;

/// <summary>A server that does what the test says, and notes what it was asked.</summary>
internal sealed class ScriptedServer : ISystemServer
{
    private readonly TaskCompletionSource<bool> _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TimeSpan> _draining = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string System => "scripted";

    public ServerHealth Health { get; set; } = ServerHealth.Good;

    public IReadOnlyList<AdminPage> AdminPages { get; set; } = [];

    public Func<ServerAddresses> OnStart { get; set; } = () => new ServerAddresses(("tcp", "tcp://127.0.0.1:1"));

    /// <summary>Completes the start in place of <see cref="OnStart"/>.</summary>
    public Task<ServerAddresses>? StartLate { get; set; }

    /// <summary>What it does when it is asked to read its files again.</summary>
    public Action? Reload { get; set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Completes with the drain time when the drain begins.</summary>
    public Task<TimeSpan> Draining => _draining.Task;

    public void EndDrain(bool everyoneLeft) => _drained.TrySetResult(everyoneLeft);

    public ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken) => StartLate is { } late ? new(late) : new(OnStart());

    /// <summary>Runs when the server is told that its start has been told.</summary>
    public Action OnStarted { get; set; } = () => { };

    public void Started() => OnStarted();

    public ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        _draining.TrySetResult(limit);
        return new ValueTask<bool>(_drained.Task);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
