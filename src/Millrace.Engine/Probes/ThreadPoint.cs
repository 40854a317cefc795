namespace Millrace.Engine.Probes;

/// <summary>
/// One thread over one interval, as shares of it: <paramref name="BusyShare"/> on a processor (0 to 1) and
/// <paramref name="WaitingShare"/> ready to run but without a processor; null where the kernel does not count that.
/// </summary>
public readonly record struct ThreadPoint(int ThreadId, double BusyShare, double? WaitingShare);
