namespace Millrace.Amqp;

/// <summary>A channel pool in numbers. Counts are since its start.</summary>
/// <param name="Rented">Leases given out.</param>
/// <param name="InUse">Leases that are out now.</param>
/// <param name="Waiting">Callers that wait for a channel now.</param>
/// <param name="Opened">Channels opened.</param>
/// <param name="Replaced">Of these, in place of one that was broken or belonged to a lost connection.</param>
/// <param name="Timeouts">Callers that waited in vain.</param>
/// <param name="Cancelled">Callers that gave up.</param>
/// <param name="DoubleReleases">Leases that were released again: a mistake of the program.</param>
/// <param name="UsesAfterRelease">Leases that were used after their release: a mistake of the program.</param>
public readonly record struct ChannelPoolTotals(
    long Rented, int InUse, int Waiting, long Opened, long Replaced, long Timeouts, long Cancelled, long DoubleReleases, long UsesAfterRelease);
