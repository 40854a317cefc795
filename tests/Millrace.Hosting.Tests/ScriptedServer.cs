namespace Millrace.Hosting.Tests;

/// <summary>A server that does what the test says, and notes what it was asked.</summary>
internal sealed class ScriptedServer : ISystemServer
{
    private readonly TaskCompletionSource<bool> _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TimeSpan> _draining = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string System => "scripted";

    public ServerHealth Health { get; set; } = ServerHealth.Good;

    public Func<ServerAddresses> OnStart { get; set; } = () => new ServerAddresses(("tcp", "tcp://127.0.0.1:1"));

    public bool IsDisposed { get; private set; }

    /// <summary>Completes with the drain time when the drain begins.</summary>
    public Task<TimeSpan> Draining => _draining.Task;

    public void EndDrain(bool everyoneLeft) => _drained.TrySetResult(everyoneLeft);

    public ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken) => new(OnStart());

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
