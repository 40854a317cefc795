namespace Millrace.Speech.Host.Workers;

/// <summary>
/// The sessions that the HTTP routes tell of: this process's own, or those of every worker behind the port. Thread-safe. No call waits long: a worker that does not answer in time is
/// counted in <c>WorkersSilent</c> and left out.
/// </summary>
internal interface ISessionDirectory
{
    /// <summary>Every live session.</summary>
    ValueTask<SessionRows> ListAsync(CancellationToken cancellationToken);

    /// <summary>What has been counted since the start, and what of it belongs to sessions that live.</summary>
    ValueTask<SessionTotals> TotalsAsync(CancellationToken cancellationToken);

    /// <summary>How many sessions there are, and how many workers.</summary>
    ValueTask<SessionCensus> CountAsync(CancellationToken cancellationToken);

    /// <summary>Ends a session with the reason <c>deleted</c>. False where nobody who answered has it.</summary>
    /// <param name="sessionId">As <c>session_start</c> named it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Rest.RestException">Nobody who answered has it, and a worker did not answer.</exception>
    ValueTask<bool> EndAsync(Guid sessionId, CancellationToken cancellationToken);
}
