namespace Millrace.Reports.Junit;

/// <summary>What a test comes to, in JUnit's words.</summary>
internal enum JunitOutcome
{
    /// <summary>It held.</summary>
    Passed,

    /// <summary>It did not hold.</summary>
    Failed,

    /// <summary>It could not be judged because something broke.</summary>
    Error,

    /// <summary>It could not be judged.</summary>
    Skipped,
}
