using System.Collections.Frozen;
using System.Text;

namespace Millrace.Hosting.Metrics;

/// <summary>Names of instruments and tags in the form that Prometheus takes, by the rules of OpenTelemetry's mapping.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/</remarks>
internal static class PrometheusName
{
    private static readonly FrozenDictionary<string, string> Units = new Dictionary<string, string>
    {
        ["d"] = "days",
        ["h"] = "hours",
        ["min"] = "minutes",
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["GiBy"] = "gibibytes",
        ["bit"] = "bits",
        ["Hz"] = "hertz",
        ["%"] = "percent",
        ["Cel"] = "celsius",
    }.ToFrozenDictionary();

    /// <summary>The metric's name: <c>gateway.bytes</c> in <c>By</c> as a counter becomes <c>gateway_bytes_total</c>.</summary>
    public static string Of(string instrument, string? unit, MetricKind kind)
    {
        string name = Clean(instrument);
        string word = UnitWord(unit, kind);
        if (word.Length > 0 && !name.EndsWith("_" + word, StringComparison.Ordinal))
        {
            name = Without(name, "_total") + "_" + word;
        }

        return kind == MetricKind.Counter ? Without(name, "_total") + "_total" : name;
    }

    /// <summary>A label's name: letters, digits and single underscores, not beginning with a digit.</summary>
    public static string Clean(string name)
    {
        StringBuilder clean = new(name.Length + 1);
        foreach (char c in name)
        {
            bool allowed = char.IsAsciiLetterOrDigit(c);
            if (allowed && clean.Length == 0 && char.IsAsciiDigit(c))
            {
                clean.Append('_');
            }

            if (allowed || clean.Length == 0 || clean[^1] != '_')
            {
                clean.Append(allowed ? c : '_');
            }
        }

        return clean.Length == 0 ? "_" : clean.ToString();
    }

    private static string UnitWord(string? unit, MetricKind kind)
    {
        if (unit == "1")
        {
            return kind == MetricKind.Gauge ? "ratio" : "";
        }

        string[] parts = (unit ?? "").Split('/', 2);
        string word = Word(parts[0]);
        if (parts.Length == 1)
        {
            return word;
        }

        // Units after the stroke are in the singular: bytes_per_second.
        string per = Word(parts[1]).TrimEnd('s');
        return per.Length == 0 ? word : word.Length == 0 ? $"per_{per}" : $"{word}_per_{per}";
    }

    // A word in braces, such as {message}, says what is counted; it is not part of the name.
    private static string Word(string unit) =>
        unit.Length == 0 || unit[0] == '{' ? "" : Units.TryGetValue(unit, out string? word) ? word : Clean(unit);

    private static string Without(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
}
