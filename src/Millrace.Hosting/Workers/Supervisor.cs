using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Millrace.Hosting.Admin;

namespace Millrace.Hosting.Workers;

/// <summary>
/// Several processes of one server behind one port. The process that was started keeps the port, starts the workers, starts again what ends, answers on the admin address for all, and
/// touches no client's byte.
/// </summary>
public sealed class Supervisor : ISystemServer
{
    // What a worker needs beyond the drain time to save and end.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);
    private readonly SupervisorOptions _options;
    private readonly TextWriter _error;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private WorkerSlot[] _slots = [];
    private Socket? _port;
    private string? _folder;
    private WorkerLine? _line;

    private Supervisor(SupervisorOptions options, TextWriter error, ILoggerFactory logs, TimeProvider time) =>
        (_options, _error, _time, _log) = (options, error, time, logs.CreateLogger("Millrace.Hosting"));

    /// <inheritdoc/>
    public string System => _options.System;

    /// <inheritdoc/>
    public ServerHealth Health
    {
        get
        {
            int serving = _slots.Count(slot => slot.IsServing);
            return new ServerHealth(true, serving > 0, $"workers {serving} of {_options.Count}, restarts {_slots.Sum(slot => slot.Restarts)}");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<AdminPage> AdminPages => new SupervisorPages(_options, _slots, _line!).Pages;

    /// <inheritdoc/>
    public Action? Reload => !_options.PassesHangups ? null : () => Array.ForEach(_slots, slot => slot.Hangup());

    /// <summary>A supervisor that has started nothing yet.</summary>
    /// <param name="options">What to start.</param>
    /// <param name="error">Where the workers' standard error goes; written to by several threads.</param>
    /// <param name="logs">Where it logs itself.</param>
    /// <param name="time">Its clock. Null: the system's.</param>
    public static Supervisor Create(SupervisorOptions options, TextWriter error, ILoggerFactory logs, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(logs);
        return new Supervisor(options, TextWriter.Synchronized(error), logs, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
    {
        if (!SharedPort.IsSupported)
        {
            throw new ServerStartException("Several workers share a port by SO_REUSEPORT as Linux has it, and this is another system. Start one process without --workers.");
        }

        _port = SharedPort.Reserve(_options.EndPoint);
        _folder = WorkerPlace.CreateFolder(_options.System);
        int port = ((IPEndPoint)_port.LocalEndPoint!).Port;
        _slots = [.. Enumerable.Range(0, _options.Count).Select(index => new WorkerSlot(new WorkerPlace(index, _options.Count, port, _folder), _options.Command, _error, _time, _log))];
        _line = new WorkerLine(new WorkerPlace(0, _options.Count, port, _folder));
        WorkerReady[] ready = await Task.WhenAll(_slots.Select(slot => slot.StartAsync(cancellationToken))).ConfigureAwait(false);
        int[] pids = [.. _slots.Select(slot => slot.ProcessId ?? 0).Where(id => id > 0)];
        HostingLog.WorkersServe(_log, _options.Count, string.Join(", ", pids));
        return new ServerAddresses([.. ready[0].Addresses]) { Workers = pids };
    }

    /// <inheritdoc/>
    public async ValueTask<string> AllMetricsAsync(string own, CancellationToken cancellationToken)
    {
        byte[]?[] texts = await Task.WhenAll(_slots.Select(slot => _line!.GetAsync(slot.Index, "metrics", cancellationToken))).ConfigureAwait(false);
        return WorkerMetrics.Merge([
            .. texts.Select((text, index) => (index.ToString(global::System.Globalization.CultureInfo.InvariantCulture), text is null ? "" : global::System.Text.Encoding.UTF8.GetString(text))),
            ("supervisor", own + SupervisorPages.Metrics(_slots))]);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration force = cancellationToken.Register(End);
        Array.ForEach(_slots, slot => slot.Release());
        Task all = Task.WhenAll(_slots.Select(slot => slot.Ended));
        try
        {
            await all.WaitAsync(limit + s_grace, _time, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            HostingLog.WorkersKilled(_log, _slots.Count(slot => !slot.Ended.IsCompleted));
            End();
            await all.ConfigureAwait(false);
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Array.ForEach(_slots, slot => slot.Kill());
        await Task.WhenAll(_slots.Select(slot => slot.Ended)).ConfigureAwait(false);
        Array.ForEach(_slots, slot => slot.Dispose());
        _line?.Dispose();
        RemoveFolder();
        _port?.Dispose();
    }

    private void End()
    {
        Array.ForEach(_slots, slot => slot.Kill());
        RemoveFolder();
    }

    private void RemoveFolder()
    {
        try
        {
            if (_folder is not null)
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Expected where the last worker removed it, or is just at it.
        }
    }
}
