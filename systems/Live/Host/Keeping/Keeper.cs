using System.Text.Json;
using Microsoft.Extensions.Logging;
using Millrace.Live.Host.Metrics;
using Millrace.Live.Host.Security;

namespace Millrace.Live.Host.Keeping;

/// <summary>
/// Carries what components keep between sessions and the store. A session's turn only makes the bytes; they are written behind it, and hold no session up. What could not be written is tried again
/// until it can be, or something newer takes its place. Thread-safe.
/// </summary>
/// <param name="store">Where it is kept.</param>
/// <param name="counters">What is counted.</param>
/// <param name="log">Where it logs.</param>
internal sealed class Keeper(ISessionStore store, LiveCounters counters, ILogger log)
{
    // Writers at once, and how much may wait for a store that takes nothing: above it what failed is given up.
    private const int MostWriters = 4;
    private const int MostFailed = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionId, byte[]?> _due = [];
    private readonly Dictionary<SessionId, byte[]?> _failed = [];
    private readonly Dictionary<SessionId, byte[]?> _writing = [];
    private int _writers;
    private bool _isFailing;

    /// <summary>True while something waits for the store, or failed there and will be tried again.</summary>
    public bool IsWriting
    {
        get
        {
            lock (_lock)
            {
                return _writers > 0 || _failed.Count > 0;
            }
        }
    }

    /// <summary>Has what a session keeps written, soon.</summary>
    public void Put(SessionId id, byte[] json) => Enqueue(id, json);

    /// <summary>Has forgotten what a session kept, soon.</summary>
    public void Remove(SessionId id) => Enqueue(id, null);

    /// <summary>Tries once more what failed.</summary>
    public void Retry()
    {
        lock (_lock)
        {
            foreach ((SessionId id, byte[]? json) in _failed)
            {
                _due.TryAdd(id, json);
            }

            _failed.Clear();
            StartWriter();
        }
    }

    /// <summary>What a session that is gone had kept; null where nothing is there that can be used.</summary>
    public async ValueTask<Dictionary<string, JsonElement>?> LoadAsync(SessionId id, CancellationToken cancellationToken)
    {
        byte[]? json;
        bool isOnItsWay;
        lock (_lock)
        {
            isOnItsWay = _due.TryGetValue(id, out json) || _writing.TryGetValue(id, out json) || _failed.TryGetValue(id, out json);
        }

        json = isOnItsWay ? json : await store.LoadAsync(id, cancellationToken).ConfigureAwait(false);
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, KeptJson.Default.DictionaryStringJsonElement);
        }
        catch (JsonException e)
        {
            LiveLog.KeptUnusable(log, e.Message);
            return null;
        }
    }

    private void Enqueue(SessionId id, byte[]? json)
    {
        lock (_lock)
        {
            _failed.Remove(id);
            _due[id] = json;
            StartWriter();
        }
    }

    // Under the lock.
    private void StartWriter()
    {
        if (_due.Count > 0 && _writers < MostWriters)
        {
            _writers++;
            _ = Task.Run(WriteAsync);
        }
    }

    private async Task WriteAsync()
    {
        while (TryTake(out SessionId id, out byte[]? json))
        {
            bool isWritten = await TryWriteAsync(id, json).ConfigureAwait(false);
            lock (_lock)
            {
                _writing.Remove(id);
                if (!isWritten && !_due.ContainsKey(id) && _failed.Count < MostFailed)
                {
                    _failed[id] = json;
                }
            }
        }
    }

    // One writer at a time for each session, so that the newest is written last.
    private bool TryTake(out SessionId id, out byte[]? json)
    {
        lock (_lock)
        {
            foreach ((SessionId each, byte[]? what) in _due)
            {
                if (_writing.TryAdd(each, what))
                {
                    _due.Remove(each);
                    (id, json) = (each, what);
                    return true;
                }
            }

            _writers--;
            (id, json) = (default, null);
            return false;
        }
    }

    private async ValueTask<bool> TryWriteAsync(SessionId id, byte[]? json)
    {
        try
        {
            if (json is null)
            {
                await store.RemoveAsync(id, CancellationToken.None).ConfigureAwait(false);
                return true;
            }

            await store.SaveAsync(id, json, CancellationToken.None).ConfigureAwait(false);
            counters.Saved(well: true);
            Volatile.Write(ref _isFailing, false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            counters.Saved(well: false);
            if (!Interlocked.Exchange(ref _isFailing, true))
            {
                LiveLog.SaveFailed(log, e.Message); // Once, until it goes well again.
            }

            return false;
        }
    }
}
