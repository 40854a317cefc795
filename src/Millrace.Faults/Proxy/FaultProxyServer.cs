using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Hosting.Admin;

namespace Millrace.Faults;

/// <summary>The fault proxy: <c>millrace proxy</c>. The ready line names the API under <c>api</c> and each proxy's own address under its name.</summary>
public sealed class FaultProxyServer : ISystemServer
{
    private readonly FaultProxyOptions _options;

    private FaultProxyServer(FaultProxyOptions options) => _options = options;

    /// <inheritdoc/>
    public string System => "proxy";

    /// <inheritdoc/>
    public ServerHealth Health => ServerHealth.Good;

    /// <inheritdoc/>
    public IReadOnlyList<AdminPage> AdminPages => [];

    /// <summary>Makes one; nothing listens before <see cref="StartAsync"/>. Health and metrics are on the API's own port, so <see cref="ServerLife"/> needs no admin endpoint.</summary>
    public static FaultProxyServer Create(FaultProxyOptions options, ILoggerFactory logs) => new(options);

    /// <inheritdoc/>
    public ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = _options.Validate();
        throw new ServerStartException(errors.Count > 0 ? string.Join(' ', errors) : "The relay of this build is not finished.");
    }

    /// <inheritdoc/>
    public ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken) => new(true);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
