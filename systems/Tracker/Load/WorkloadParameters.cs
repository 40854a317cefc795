using System.Globalization;
using Millrace.Engine;
using Millrace.Tracker.Load.Plans;

namespace Millrace.Tracker.Load;

/// <summary>The parameters that only a tracker's workload has.</summary>
internal static class WorkloadParameters
{
    private const int MaxSwarms = 10_000_000;
    private const int MaxZipfSwarms = 2_000_000;

    /// <summary>How often each operation comes.</summary>
    public static OperationMix Mix(this ParameterReader read)
    {
        string text = read.Text(TrackerParameters.Mix);
        if (!OperationMix.TryParse(text, out OperationMix mix, out string problem))
        {
            read.Problems.Add($"{TrackerParameters.Mix} is '{text}': {problem}.");
            return OperationMix.Default;
        }

        return mix;
    }

    /// <summary>Which swarms there are, and how they are chosen.</summary>
    public static (SwarmKind Kind, int Count, double Exponent) Swarms(this ParameterReader read)
    {
        string text = read.Text(TrackerParameters.Swarms);
        string[] parts = text.Split(':');
        int count = 0;
        double exponent = 1;
        bool hasCount = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MaxSwarms;
        switch (parts)
        {
            case ["own"]:
                return (SwarmKind.Own, 0, 1);
            case ["uniform"]:
                return (SwarmKind.Uniform, 0, 1);
            case ["uniform", _] when hasCount:
                return (SwarmKind.Uniform, count, 1);
            case ["zipf", _] when hasCount && count <= MaxZipfSwarms:
            case ["zipf", _, _] when hasCount && count <= MaxZipfSwarms
                && double.TryParse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out exponent) && exponent is >= 0 and <= 10:
                return (SwarmKind.Zipf, count, exponent);
            default:
                read.Problems.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{TrackerParameters.Swarms} is '{text}'; it is own, uniform, uniform:N with N up to {MaxSwarms:#,0}, or zipf:N or zipf:N:s with N up to {MaxZipfSwarms:#,0} and an exponent s from 0 to 10."));
                return (SwarmKind.Uniform, 0, 1);
        }
    }
}
