using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Millrace.Hosting.Workers;
using Millrace.Speech.Host.Rest;

namespace Millrace.Speech.Host.Workers;

/// <summary>The sessions of every worker: this one's own, and what the others say of theirs over their Unix sockets.</summary>
/// <param name="own">This process's sessions.</param>
/// <param name="place">Its place among the workers.</param>
internal sealed class AllWorkers(ISessionDirectory own, WorkerPlace place) : ISessionDirectory, IDisposable
{
    // Whoever probes a service's health waits a second, as a rule, and may be anybody: one worker that hangs must not make the others look dead, nor each probe ask all of them.
    private static readonly TimeSpan s_countPatience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_countAge = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private Task<SiblingCount?[]>? _counts;
    private long _countedAt;

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
        Task<SiblingCount?[]> others = CountOthers();
        SessionCensus mine = await own.CountAsync(cancellationToken).ConfigureAwait(false);
        SiblingCount?[] theirs = await others.WaitAsync(cancellationToken).ConfigureAwait(false);
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
        SiblingEnd?[] ends = [.. answers.Select(answer => Read(answer, SiblingJson.Default.SiblingEnd))];
        return ends.Any(end => end is { Ended: true }) || (!ends.Contains(null)
            ? false
            : throw new RestException(StatusCodes.Status503ServiceUnavailable, "A worker did not answer, and may have the session. Try again.") { RetryAfterSeconds = 1 });
    }

    public void Dispose()
    {
        if (_line.IsValueCreated)
        {
            _line.Value.Dispose();
        }
    }

    private IEnumerable<int> Others => Enumerable.Range(0, place.Count).Where(index => index != place.Index);

    // Shared by all who ask within a moment.
    private Task<SiblingCount?[]> CountOthers()
    {
        lock (_lock)
        {
            if (_counts is null || (_counts.IsCompleted && TimeProvider.System.GetElapsedTime(_countedAt) > s_countAge))
            {
                _countedAt = TimeProvider.System.GetTimestamp();
                _counts = CountOthersAsync();
            }

            return _counts;
        }
    }

    private async Task<SiblingCount?[]> CountOthersAsync()
    {
        byte[]?[] answers = await Task.WhenAll(Others.Select(index => _line.Value.GetAsync(index, SiblingPages.Count[1..], s_countPatience))).ConfigureAwait(false);
        return [.. answers.Select(answer => Read(answer, SiblingJson.Default.SiblingCount))];
    }

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
