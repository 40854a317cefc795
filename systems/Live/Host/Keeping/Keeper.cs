using System.Text.Json;
using Microsoft.Extensions.Logging;
using Millrace.Live.Host.Metrics;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Host.Keeping;

/// <summary>Carries what components keep between sessions and the store. A session's turn only makes the bytes; writing them is done here, and holds no session up.</summary>
/// <param name="store">Where it is kept.</param>
/// <param name="counters">What is counted.</param>
/// <param name="log">Where it logs.</param>
internal sealed class Keeper(ISessionStore store, LiveCounters counters, ILogger log)
{
    /// <summary>Writes what has changed since the last time.</summary>
    public async ValueTask SaveDueAsync(IEnumerable<LiveSession> sessions, CancellationToken cancellationToken)
    {
        foreach (LiveSession session in sessions)
        {
            if (session.IsKeepDue)
            {
                await SaveAsync(session, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes what has changed, whether or not it was rendered.</summary>
    public async ValueTask SaveAllAsync(IEnumerable<LiveSession> sessions, CancellationToken cancellationToken)
    {
        foreach (LiveSession session in sessions)
        {
            await SaveAsync(session, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What a session that is gone had kept; null where nothing is there that can be used.</summary>
    public async ValueTask<Dictionary<string, JsonElement>?> LoadAsync(SessionId id, CancellationToken cancellationToken)
    {
        if (await store.LoadAsync(id, cancellationToken).ConfigureAwait(false) is not { } json)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(json, KeptJson.Default.DictionaryStringJsonElement);
        }
        catch (JsonException e)
        {
            LiveLog.KeptUnusable(log, e.Message);
            return null;
        }
    }

    private async ValueTask SaveAsync(LiveSession session, CancellationToken cancellationToken)
    {
        byte[]? json = await session.KeepAsync().ConfigureAwait(false);
        if (json is null)
        {
            return;
        }

        try
        {
            await store.SaveAsync(session.Id, json, cancellationToken).ConfigureAwait(false);
            counters.Saved(well: true);
        }
        catch (IOException e)
        {
            counters.Saved(well: false);
            LiveLog.SaveFailed(log, e.Message);
        }
    }
}
