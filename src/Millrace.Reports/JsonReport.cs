using Millrace.Results;

namespace Millrace.Reports;

/// <summary>A run as JSON: the run file itself, in its stable order.</summary>
public static class JsonReport
{
    /// <summary>The text, with LF line ends.</summary>
    public static string Render(RunFile run) => RunJson.Serialize(run);
}
