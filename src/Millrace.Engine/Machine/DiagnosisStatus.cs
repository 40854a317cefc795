namespace Millrace.Engine.Machine;

/// <summary>How a machine's setting fits a measurement.</summary>
public enum DiagnosisStatus
{
    /// <summary>Fits.</summary>
    Ok,

    /// <summary>Works, with less headroom or less certain figures.</summary>
    Warn,

    /// <summary>Will fail or mislead.</summary>
    Bad,
}
