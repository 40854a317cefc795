namespace Millrace.Results;

/// <summary>The names and versions of the files that a run leaves; the number grows when a reader of the old shape would misread the new one.</summary>
public static class RunSchema
{
    /// <summary>The shape of <c>run.json</c>.</summary>
    public const string Run = "millrace-run/1";

    /// <summary>The shape of <c>suite.json</c>.</summary>
    public const string Suite = "millrace-suite/1";

    /// <summary>The shape of a baseline, which <c>millrace compare --save-baseline</c> writes.</summary>
    public const string Baseline = "millrace-baseline/1";
}
