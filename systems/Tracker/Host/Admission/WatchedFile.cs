using Microsoft.Extensions.Logging;
using Millrace.Hosting;

namespace Millrace.Tracker.Host.Admission;

/// <summary>
/// A list in a file, read whole and then put in the place of the one before at once: who looks sees the old list or the new one. Read again when its time or length has
/// changed and stands still, so that a list which is written in place is not taken half, and on demand. Looked at from any thread, reloaded by one at a time.
/// </summary>
/// <param name="what">What it is, for the log, such as <c>allow list</c>.</param>
/// <param name="path">Where it is.</param>
/// <param name="read">Reads it.</param>
/// <param name="empty">What counts while there is no file.</param>
/// <param name="whenEmpty">What an empty list means, for the log.</param>
/// <param name="log">Where it logs.</param>
internal sealed class WatchedFile<T>(string what, string path, Func<Stream, ListReading<T>> read, T empty, string whenEmpty, ILogger log) : IWatchedFile
    where T : class
{
    private readonly Lock _reloading = new();
    private readonly T _empty = empty;
    private volatile T _content = empty;
    private (bool Exists, DateTime Written, long Length) _seen;
    private (bool Exists, DateTime Written, long Length)? _changed;

    /// <summary>The list that counts now.</summary>
    public T Content => _content;

    /// <summary>Reads it for the first time.</summary>
    /// <exception cref="ServerStartException">It is there and cannot be read.</exception>
    public void Start()
    {
        if (TryLoad(mustStand: false) is { } failure)
        {
            throw new ServerStartException($"The {what} '{path}' cannot be read: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public void ReloadIfChanged()
    {
        lock (_reloading)
        {
            (bool Exists, DateTime Written, long Length) look = Look();
            if (look == _seen)
            {
                _changed = null;
            }
            else if (look != _changed)
            {
                _changed = look;
            }
            else
            {
                Load(mustStand: true);
            }
        }
    }

    /// <inheritdoc/>
    public void Reload()
    {
        lock (_reloading)
        {
            Load(mustStand: false);
        }
    }

    private void Load(bool mustStand)
    {
        if (TryLoad(mustStand) is { } failure)
        {
            TrackerLog.ListKept(log, what, path, failure.Message);
        }
    }

    // The failure, after which the list is as it was.
    private Exception? TryLoad(bool mustStand)
    {
        // Looked at before it is read: what is written meanwhile counts as a change the next time.
        (bool Exists, DateTime Written, long Length) before = Look();
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            ListReading<T> reading = read(stream);
            if (mustStand && Look() != before)
            {
                return null;
            }

            _seen = before;
            _content = reading.Content;
            Tell(reading);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            _seen = before;
            _content = _empty;
            TrackerLog.ListMissing(log, what, path, whenEmpty);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _seen = before;
            return e;
        }

        return null;
    }

    private void Tell(ListReading<T> reading)
    {
        foreach (string problem in reading.Problems)
        {
            TrackerLog.LineLeftOut(log, what, path, problem);
        }

        if (reading.Broken > reading.Problems.Count)
        {
            TrackerLog.LinesLeftOut(log, what, path, reading.Broken - reading.Problems.Count);
        }

        if (reading.Count == 0)
        {
            TrackerLog.ListEmpty(log, what, path, whenEmpty);
        }
        else
        {
            TrackerLog.ListLoaded(log, what, path, reading.Count);
        }
    }

    private (bool Exists, DateTime Written, long Length) Look()
    {
        FileInfo file = new(path);
        return file.Exists ? (true, file.LastWriteTimeUtc, file.Length) : default;
    }
}
