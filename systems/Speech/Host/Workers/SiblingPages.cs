using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Millrace.Hosting.Admin;

namespace Millrace.Speech.Host.Workers;

/// <summary>What a worker tells its siblings of its own sessions, on the Unix socket of its admin endpoint, which nobody but this user can open.</summary>
/// <param name="own">This process's sessions.</param>
internal sealed class SiblingPages(ISessionDirectory own)
{
    public const string Sessions = "/worker/sessions", Totals = "/worker/totals", Count = "/worker/count", End = "/worker/end";

    public IReadOnlyList<AdminPage> Pages =>
    [
        new AdminPage(Sessions, "this worker's sessions, for the others", [], async (_, body, cancellationToken) =>
            await WriteAsync(body, await own.ListAsync(cancellationToken).ConfigureAwait(false), SiblingJson.Default.SessionRows, cancellationToken).ConfigureAwait(false)),
        new AdminPage(Totals, "this worker's totals, for the others", [], async (_, body, cancellationToken) =>
            await WriteAsync(body, await own.TotalsAsync(cancellationToken).ConfigureAwait(false), SiblingJson.Default.SessionTotals, cancellationToken).ConfigureAwait(false)),
        new AdminPage(Count, "how many sessions this worker has", [], async (_, body, cancellationToken) =>
            await WriteAsync(body, new SiblingCount((await own.CountAsync(cancellationToken).ConfigureAwait(false)).ActiveSessions), SiblingJson.Default.SiblingCount, cancellationToken).ConfigureAwait(false)),
        new AdminPage(End, "ends a session of this worker; ?id=ID", ["id"], EndAsync) { IsAction = true },
    ];

    private async Task EndAsync(AdminQuery query, Stream body, CancellationToken cancellationToken)
    {
        Guid id = Guid.TryParse(query.Text("id"), out Guid parsed) ? parsed : throw new AdminQueryException("id is no session's; give the UUID that session_start named.");
        bool ended = await own.EndAsync(id, cancellationToken).ConfigureAwait(false);
        await WriteAsync(body, new SiblingEnd(ended), SiblingJson.Default.SiblingEnd, cancellationToken).ConfigureAwait(false);
    }

    private static Task WriteAsync<T>(Stream body, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken) => JsonSerializer.SerializeAsync(body, value, type, cancellationToken);
}
