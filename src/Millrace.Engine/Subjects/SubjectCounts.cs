namespace Millrace.Engine.Subjects;

/// <summary>Names under which the engine itself counts among a run's metrics where a subject carries the load.</summary>
public static class SubjectCounts
{
    /// <summary>1 where the subject closed its books: without it, counts of 0 say nothing.</summary>
    public const string Reckoned = "reckoned";

    /// <summary>
    /// From a fault's injection until the library gave a connection up, in microseconds, at least 1; not counted where it did not. Faults are numbered from 1 in the order
    /// of the timeline.
    /// </summary>
    public static string GivenUpUs(int fault) => FormattableString.Invariant($"fault-{fault}-given-up-us");

    /// <summary>From a fault's end until the library had all its connections again, in microseconds, at least 1; not counted where it gave none up, or was not back before the next fault.</summary>
    public static string BackUs(int fault) => FormattableString.Invariant($"fault-{fault}-back-us");
}
