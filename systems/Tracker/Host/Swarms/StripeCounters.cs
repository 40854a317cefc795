namespace Millrace.Tracker.Host.Swarms;

/// <summary>What one stripe counts. Written under its lock, read without: each is one word.</summary>
internal struct StripeCounters
{
    public long Swarms;
    public long Seeders;
    public long Leechers;
    public long Completed;
    public long Expired;
    public long RefusedBySwarm;
    public long RefusedByTable;
}
