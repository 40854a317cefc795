namespace Millrace.Results;

/// <summary>Decodes every histogram of a run once on reading, so that no report meets a damaged one half-way.</summary>
internal static class HistogramCheck
{
    /// <exception cref="RunFileException">A histogram is damaged.</exception>
    public static void Require(RunFile run, string path)
    {
        Operations(run.Operations, path, "$.operations");
        for (int i = 0; i < run.Phases.Count; i++)
        {
            Operations(run.Phases[i].Operations, path, $"$.phases[{i}].operations");
        }
    }

    private static void Operations(IReadOnlyDictionary<string, OperationResult> operations, string path, string at)
    {
        foreach ((string name, OperationResult operation) in operations)
        {
            Latency(operation.Response, path, $"{at}.{name}.response");
            Latency(operation.Service, path, $"{at}.{name}.service");
            Latency(operation.Lateness, path, $"{at}.{name}.lateness");
        }
    }

    private static void Latency(LatencySummary? summary, string path, string at)
    {
        try
        {
            summary?.ToHistogram();
        }
        catch (FormatException e)
        {
            throw new RunFileException(path, $"the histogram at {at} is damaged: {e.Message.TrimEnd('.')}", e);
        }
    }
}
