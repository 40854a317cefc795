using Millrace.Hosting.Admin;

namespace Millrace.Hosting;

/// <summary>A server as <see cref="ServerLife"/> runs it: it owns its port, its drain and its own word on its health.</summary>
public interface ISystemServer : IAsyncDisposable
{
    /// <summary>The system's name as typed after <c>millrace serve</c>, such as <c>gateway</c>.</summary>
    string System { get; }

    /// <summary>How the server is, asked from any thread at any time.</summary>
    ServerHealth Health { get; }

    /// <summary>The server's own pages on the admin endpoint, asked for once the server has started; empty where it has none.</summary>
    IReadOnlyList<AdminPage> AdminPages { get; }

    /// <summary>
    /// Completes once the server's port accepts connections. What an operator can mend (a port in use, a certificate that
    /// cannot be read) is a <see cref="ServerStartException"/>.
    /// </summary>
    ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken);

    /// <summary>Called once, when the ready line is out and before the admin endpoint answers: for what nobody waits for at the start, such as metrics.</summary>
    void Started()
    {
    }

    /// <summary>What <c>/metrics</c> answers, given this process's own metrics as Prometheus text: just these, or with those of the processes that work for it.</summary>
    ValueTask<string> AllMetricsAsync(string own, CancellationToken cancellationToken) => ValueTask.FromResult(own);

    /// <summary>
    /// What SIGHUP does: reads again the files that it was given. On any thread, perhaps while it still runs, but never before the server has started: a signal during the start is
    /// answered after it. Asked for before the start, too. Null, the default, leaves the signal to the system, which ends the process.
    /// </summary>
    Action? Reload => null;

    /// <summary>
    /// Takes no one new, asks everyone to leave, and cuts off who is still there after <paramref name="limit"/>.
    /// True when everyone left in time.
    /// </summary>
    /// <param name="limit">The longest time to wait for the clients.</param>
    /// <param name="cancellationToken">Cancelled when the process has to end now.</param>
    ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken);
}
