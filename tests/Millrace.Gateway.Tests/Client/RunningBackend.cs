using System.Collections.Concurrent;
using Millrace.Gateway.Client;

namespace Millrace.Gateway.Tests.Client;

/// <summary>A backend that runs for a test, and what it reported.</summary>
internal sealed class RunningBackend : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<BackendError> _errors = new();

    public RunningBackend(ScriptedGateway gateway, Func<GatewayBackendOptions, GatewayBackendOptions>? change = null, Action<GatewayBackend>? handle = null)
        : this(gateway.Address, change, handle)
    {
    }

    public RunningBackend(Uri gateway, Func<GatewayBackendOptions, GatewayBackendOptions>? change = null, Action<GatewayBackend>? handle = null)
    {
        GatewayBackendOptions options = new() { Gateway = gateway, Name = "test", Seed = 1, WelcomeTimeout = TimeSpan.FromMinutes(10) }; // no test is about a late welcome unless it says so
        Backend = new GatewayBackend(change?.Invoke(options) ?? options) { OnError = _errors.Enqueue };
        handle?.Invoke(Backend);
        Run = Backend.RunAsync(_stop.Token);
    }

    public GatewayBackend Backend { get; }

    public Task Run { get; }

    public IReadOnlyCollection<BackendError> Errors => _errors;

    public Task StopAsync()
    {
        _stop.Cancel();
        return Run.WaitAsync(ScriptedConnection.Limit, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Backend.DisposeAsync();
        _stop.Dispose();
    }
}
