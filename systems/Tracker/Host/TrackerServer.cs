using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Hosting.Admin;

namespace Millrace.Tracker.Host;

/// <summary>A BitTorrent tracker over UDP (BEP 15), spread over one event loop a processor.</summary>
public sealed class TrackerServer : ISystemServer
{
    private readonly TrackerOptions _options;
    private readonly ILogger _log;
    private readonly TimeProvider _time;

    private TrackerServer(TrackerOptions options, ILogger log, TimeProvider time) => (_options, _log, _time) = (options, log, time);

    /// <inheritdoc/>
    public string System => "tracker";

    /// <inheritdoc/>
    public ServerHealth Health => ServerHealth.Good;

    /// <inheritdoc/>
    public IReadOnlyList<AdminPage> AdminPages => [];

    /// <summary>A tracker that has not started.</summary>
    /// <param name="options">What the operator chose.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="time">Its clocks: the wall clock of connection ids, the monotonic one of peers' ages. Null: the system's.</param>
    public static TrackerServer Create(TrackerOptions options, ILoggerFactory logs, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logs);
        return new TrackerServer(options, logs.CreateLogger("Millrace.Tracker"), time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = _options.Validate();
        if (errors.Count > 0)
        {
            throw new ServerStartException(string.Join(' ', errors));
        }

        _ = (_log, _time);
        throw new NotImplementedException();
    }

    /// <inheritdoc/>
    public ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
