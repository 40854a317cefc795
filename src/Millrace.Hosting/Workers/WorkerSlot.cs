using Microsoft.Extensions.Logging;

namespace Millrace.Hosting.Workers;

/// <summary>Keeps one worker's place filled: starts it, and again where it ends, until it is let go.</summary>
internal sealed class WorkerSlot(WorkerPlace place, WorkerCommand command, TextWriter error, TimeProvider time, ILogger log) : IDisposable
{
    // A recogniser's model is read within seconds; a worker that has said nothing for so long says nothing any more.
    private static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(3);
    private readonly CancellationTokenSource _stopping = new();
    private readonly RestartPause _pause = new();
    private readonly Lock _lock = new();
    private WorkerProcess? _process;
    private Task _keeping = Task.CompletedTask;
    private int _restarts;
    private bool _owesHangup;

    public int Index => place.Index;

    /// <summary>The process id; null between two.</summary>
    public int? ProcessId { get; private set; }

    /// <summary>True while it serves.</summary>
    public bool IsServing { get; private set; }

    /// <summary>How often it was started again.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Starts the first one and waits until it serves.</summary>
    /// <exception cref="ServerStartException">It ended before, or never said that it serves.</exception>
    public async Task<WorkerReady> StartAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        WorkerProcess process = Begin();
        if (await ReadyAsync(process, cancellationToken).ConfigureAwait(false) is not { } ready)
        {
            string end = await process.Exited.ConfigureAwait(false);
            throw new ServerStartException(process.LastWords ?? $"Worker {place.Index} ended with {end} and without a word.");
        }

        Serves(process);
        _keeping = KeepAsync(process, began);
        return ready;
    }

    /// <summary>Has it drain; nobody comes after it.</summary>
    public void Release()
    {
        _stopping.Cancel();
        lock (_lock)
        {
            _process?.Release();
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        _stopping.Cancel();
        lock (_lock)
        {
            _process?.Kill();
        }
    }

    /// <summary>Completes once it has been let go and has ended.</summary>
    public Task Ended => _keeping;

    /// <summary>Sends it SIGHUP; to one that is starting, which may not take the signal yet and would end, once it serves.</summary>
    public void Hangup()
    {
        lock (_lock)
        {
            _owesHangup = !IsServing;
            if (IsServing && ProcessId is { } id)
            {
                UnixSignal.Send(id, UnixSignal.Hangup);
            }
        }
    }

    public void Dispose()
    {
        _process?.Dispose();
        _stopping.Dispose();
    }

    private WorkerProcess Begin()
    {
        lock (_lock)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            RemoveSocket();
            _process?.Dispose();
            _process = null;
            _process = WorkerProcess.Start(command, place, error);
            ProcessId = _process.Id;
            return _process;
        }
    }

    // Of one that was killed. Where it cannot be removed, as where somebody tidied the folder away, the worker serves all the same and is silent towards the others.
    private void RemoveSocket()
    {
        try
        {
            File.Delete(place.SocketOf(place.Index));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            HostingLog.WorkerWithoutSocket(log, place.Index, e.Message);
        }
    }

    // Null where it ended; one that says nothing for too long is ended.
    private async Task<WorkerReady?> ReadyAsync(WorkerProcess process, CancellationToken cancellationToken)
    {
        try
        {
            return await process.Ready.WaitAsync(s_startLimit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new ServerStartException($"Worker {place.Index} did not say within {s_startLimit.TotalMinutes} minutes that it serves, and was killed. {process.LastWords}");
        }
    }

    private void Serves(WorkerProcess process)
    {
        lock (_lock)
        {
            (ProcessId, IsServing) = (process.Id, true);
        }

        if (_owesHangup)
        {
            Hangup();
        }
    }

    private async Task KeepAsync(WorkerProcess process, long began)
    {
        while (true)
        {
            int id = process.Id;
            string end = await process.Exited.ConfigureAwait(false);
            lock (_lock)
            {
                (IsServing, ProcessId) = (false, null);
            }

            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            TimeSpan pause = _pause.After(time.GetElapsedTime(began));
            HostingLog.WorkerEnded(log, place.Index, id, end, pause.TotalSeconds);
            try
            {
                await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(false);
                began = time.GetTimestamp();
                process = Begin();
                if (await ReadyAsync(process, CancellationToken.None).ConfigureAwait(false) is not null)
                {
                    Interlocked.Increment(ref _restarts);
                    Serves(process);
                    HostingLog.WorkerServesAgain(log, place.Index, process.Id);
                }
                else
                {
                    HostingLog.WorkerDidNotStart(log, place.Index, process.LastWords ?? "without a word");
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is, nobody else keeps this worker's place filled.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // Of the last process there is nothing to wait for: its end comes again at once, and the pause grows.
                HostingLog.WorkerDidNotStart(log, place.Index, e.Message);
            }
        }
    }
}
