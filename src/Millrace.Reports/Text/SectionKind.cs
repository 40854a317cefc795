namespace Millrace.Reports.Text;

/// <summary>What a section of a page is, whatever its heading says: a table of a system's own may be called as one of ours.</summary>
internal enum SectionKind
{
    /// <summary>Of no further kind: it stays where it was written.</summary>
    Other,

    /// <summary>What stands before the first heading.</summary>
    Head,

    Findings,
    Phases,
    Series,
    Parameters,
    Environment,
    Help,
    Operations,
    Resources,
    Account,
    Faults,
    Proxy,
    Thresholds,
    Invariants,
    Guides,
}
