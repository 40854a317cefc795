using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Snapshots;
using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Host.Keeping;

/// <summary>Keeps the swarms over a restart: reads them at the start, writes them every while and at the end. One of these at a time.</summary>
internal sealed class SnapshotKeeper(string path, SwarmTable four, SwarmTable six, TrackerClock clock, TimeProvider time, ILogger log)
{
    /// <summary>Reads what was kept.</summary>
    /// <exception cref="ServerStartException">There is something, and it cannot be used; or there is no folder to write to.</exception>
    public void Restore()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new ServerStartException($"The snapshot '{path}' could not be written: there is no folder '{folder}'. Make it, or name another file.");
        }

        try
        {
            if (SwarmSnapshot.Read(path, four, six, clock.Now.Seconds, time.GetUtcNow()) is { } result)
            {
                TrackerLog.SnapshotRead(log, path, result.Swarms, result.Peers, result.TooOld, result.Refused, result.Written);
            }
            else
            {
                TrackerLog.NoSnapshot(log, path);
            }
        }
        catch (SnapshotException e)
        {
            throw new ServerStartException(e.Message, e);
        }
    }

    /// <summary>Writes the swarms. Whatever goes wrong is logged, and leaves the last good file as it was.</summary>
    public async ValueTask SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            SnapshotResult result = await SwarmSnapshot.WriteAsync(path, four, six, clock.Now.Seconds, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            TrackerLog.SnapshotWritten(log, path, result.Swarms, result.Peers, result.Bytes);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Expected: the tracker ends, and writes another at the end if it is given the time.
        }
        catch (Exception e)
        {
            TrackerLog.SnapshotFailed(log, path, e.Message);
        }
    }
}
