namespace Millrace.Engine.Metering;

/// <summary>Counts of one operation: what was due, what became of it, and what came in.</summary>
internal struct Tally
{
    public long Due;
    public long Sent;
    public long Dropped;

    /// <summary>Of <see cref="Dropped"/>: those for which there was no connection.</summary>
    public long DroppedUnconnected;

    public long Ok;
    public long Late;
    public long Failed;
    public long Lost;
    public long Corrupted;
    public long Indefinite;
    public long Duplicated;
    public long Unexpected;
    public long BytesOut;
    public long BytesIn;

    /// <summary>Messages that came in, by what they were judged to be.</summary>
    public readonly long Received => Ok + Late + Failed + Corrupted + Duplicated + Unexpected;

    /// <summary>Operations that ended, one way or another.</summary>
    public readonly long Ended => Ok + Late + Failed + Lost + Corrupted + Indefinite;

    /// <summary>Operations that ended other than well and in time.</summary>
    public readonly long Errors => Ended - Ok;

    /// <summary>Adds another tally to this one.</summary>
    public void Add(in Tally other)
    {
        Due += other.Due;
        Sent += other.Sent;
        Dropped += other.Dropped;
        DroppedUnconnected += other.DroppedUnconnected;
        Ok += other.Ok;
        Late += other.Late;
        Failed += other.Failed;
        Lost += other.Lost;
        Corrupted += other.Corrupted;
        Indefinite += other.Indefinite;
        Duplicated += other.Duplicated;
        Unexpected += other.Unexpected;
        BytesOut += other.BytesOut;
        BytesIn += other.BytesIn;
    }
}
