using Microsoft.Extensions.Logging;

namespace Millrace.Hosting.Workers;

/// <summary>Keeps one worker's place filled: starts it, and again where it ends, until it is let go.</summary>
internal sealed class WorkerSlot(WorkerPlace place, WorkerCommand command, TextWriter error, TimeProvider time, ILogger log) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly RestartPause _pause = new();
    private readonly Lock _lock = new();
    private WorkerProcess? _process;
    private Task _keeping = Task.CompletedTask;
    private int _restarts;

    public int Index => place.Index;

    /// <summary>The process id; null between two.</summary>
    public int? ProcessId { get; private set; }

    /// <summary>True while it serves.</summary>
    public bool IsServing { get; private set; }

    /// <summary>How often it was started again.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Starts the first one and waits until it serves.</summary>
    /// <exception cref="ServerStartException">It ended before.</exception>
    public async Task<WorkerReady> StartAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        WorkerProcess process = Begin();
        if (await process.Ready.WaitAsync(cancellationToken).ConfigureAwait(false) is not { } ready)
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

    /// <summary>Sends it a signal, where it runs.</summary>
    public void Signal(int signal)
    {
        if (ProcessId is { } id)
        {
            UnixSignal.Send(id, signal);
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
            File.Delete(place.SocketOf(place.Index)); // of one that was killed
            _process?.Dispose();
            _process = null;
            _process = WorkerProcess.Start(command, place, error);
            ProcessId = _process.Id;
            return _process;
        }
    }

    private void Serves(WorkerProcess process)
    {
        ProcessId = process.Id;
        IsServing = true;
    }

    private async Task KeepAsync(WorkerProcess process, long began)
    {
        while (true)
        {
            int id = process.Id;
            string end = await process.Exited.ConfigureAwait(false);
            (IsServing, ProcessId) = (false, null);
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
                if (await process.Ready.ConfigureAwait(false) is not null)
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
            catch (ServerStartException e)
            {
                // Of the last process there is nothing to wait for: its end comes again at once, and the pause grows.
                HostingLog.WorkerDidNotStart(log, place.Index, e.Message);
            }
        }
    }
}
