namespace Millrace.Speech.Host.Rest;

/// <summary>The sessions that are open, of this worker or, wrapped, of all workers of the machine.</summary>
internal interface ISessionDirectory
{
    /// <summary>How many are created or active.</summary>
    ValueTask<int> CountActiveAsync(CancellationToken cancellationToken);

    /// <summary>Those that are open.</summary>
    ValueTask<IReadOnlyList<SessionListing>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Sums over them, and over all since the start.</summary>
    ValueTask<SessionTotals> SumAsync(CancellationToken cancellationToken);

    /// <summary>Ends one, whose client is told <c>deleted</c>. False where there is none of that id.</summary>
    ValueTask<bool> DeleteAsync(string sessionId, CancellationToken cancellationToken);
}
