using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Millrace.Hosting.Workers;

namespace Millrace.Speech.Host.Workers;

/// <summary>The sessions of every worker: this one's own, and what the others say of theirs over their Unix sockets.</summary>
/// <param name="own">This process's sessions.</param>
/// <param name="place">Its place among the workers.</param>
internal sealed class AllWorkers(ISessionDirectory own, WorkerPlace place) : ISessionDirectory, IDisposable
{
    // Nothing of HTTP is loaded before somebody asks.
    private readonly Lazy<WorkerLine> _line = new(() => new WorkerLine(place));

    public async ValueTask<SessionRows> ListAsync(CancellationToken cancellationToken)
    {
        Task<SessionRows?[]> others = AskAsync(SiblingPages.Sessions, SiblingJson.Default.SessionRows, cancellationToken);
        SessionRows mine = await own.ListAsync(cancellationToken).ConfigureAwait(false);
        SessionRows?[] theirs = await others.ConfigureAwait(false);
        return new SessionRows([.. mine.Rows, .. theirs.SelectMany(each => each?.Rows ?? [])], theirs.Count(each => each is null));
    }

    public async ValueTask<SessionTotals> TotalsAsync(CancellationToken cancellationToken)
    {
        Task<SessionTotals?[]> others = AskAsync(SiblingPages.Totals, SiblingJson.Default.SessionTotals, cancellationToken);
        SessionTotals all = await own.TotalsAsync(cancellationToken).ConfigureAwait(false);
        foreach (SessionTotals? each in await others.ConfigureAwait(false))
        {
            all = each is null
                ? all with { WorkersSilent = all.WorkersSilent + 1 }
                : new SessionTotals(all.ActiveSessions + each.ActiveSessions, all.SinceStart + each.SinceStart, all.OfLiveSessions + each.OfLiveSessions, all.WorkersSilent);
        }

        return all;
    }

    public async ValueTask<SessionCensus> CountAsync(CancellationToken cancellationToken)
    {
        Task<SiblingCount?[]> others = AskAsync(SiblingPages.Count, SiblingJson.Default.SiblingCount, cancellationToken);
        SessionCensus mine = await own.CountAsync(cancellationToken).ConfigureAwait(false);
        SiblingCount?[] theirs = await others.ConfigureAwait(false);
        return new SessionCensus(mine.ActiveSessions + theirs.Sum(each => each?.Active ?? 0), place.Count, theirs.Count(each => each is null));
    }

    public async ValueTask<bool> EndAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        if (await own.EndAsync(sessionId, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        string path = $"{SiblingPages.End}?id={sessionId:D}"[1..];
        byte[]?[] answers = await Task.WhenAll(Others.Select(index => _line.Value.PostAsync(index, path, cancellationToken))).ConfigureAwait(false);
        return answers.Any(answer => Read(answer, SiblingJson.Default.SiblingEnd) is { Ended: true });
    }

    public void Dispose()
    {
        if (_line.IsValueCreated)
        {
            _line.Value.Dispose();
        }
    }

    private IEnumerable<int> Others => Enumerable.Range(0, place.Count).Where(index => index != place.Index);

    private async Task<T?[]> AskAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        byte[]?[] answers = await Task.WhenAll(Others.Select(index => _line.Value.GetAsync(index, path[1..], cancellationToken))).ConfigureAwait(false);
        return [.. answers.Select(answer => Read(answer, type))];
    }

    private static T? Read<T>(byte[]? answer, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return answer is null ? null : JsonSerializer.Deserialize(answer, type);
        }
        catch (JsonException)
        {
            return null; // of another version, where the executable was replaced under a running supervisor
        }
    }
}
