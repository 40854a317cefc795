using System.Globalization;
using System.Text;

namespace Millrace.Hosting.Metrics;

/// <summary>Writes metrics in the Prometheus text exposition format 0.0.4.</summary>
/// <remarks>
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
/// <code>
/// # HELP name text            \ and line feed are escaped in the text
/// # TYPE name counter|gauge|histogram
/// name{label="value"} 1       \ " and line feed are escaped in the value
/// </code>
/// A histogram is written as cumulative <c>name_bucket{le="…"}</c> up to <c>+Inf</c>, <c>name_sum</c> and <c>name_count</c>.
/// </remarks>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricFamily> families)
    {
        StringBuilder text = new(4096);
        foreach (MetricFamily family in families)
        {
            if (family.Help.Length > 0)
            {
                text.Append("# HELP ").Append(family.Name).Append(' ');
                AppendEscaped(text, family.Help, quotes: false);
                text.Append('\n');
            }

            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(TypeOf(family.Kind)).Append('\n');
            foreach (MetricPoint point in family.Points)
            {
                if (family.Kind == MetricKind.Histogram)
                {
                    AppendHistogram(text, family.Name, point);
                }
                else
                {
                    AppendSample(text, family.Name, "", point.Labels, point.Value);
                }
            }
        }

        return text.ToString();
    }

    /// <summary>Appends text with \ and line feeds escaped, and quotes too where it stands inside them.</summary>
    public static void AppendEscaped(StringBuilder text, string value, bool quotes)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '"' when quotes => text.Append("\\\""),
                _ => text.Append(c),
            };
        }
    }

    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : double.IsNaN(value) ? "NaN"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static void AppendHistogram(StringBuilder text, string name, in MetricPoint point)
    {
        long below = 0;
        string comma = point.Labels.Length > 0 ? "," : "";
        for (int i = 0; i < point.Counts.Length; i++)
        {
            below += point.Counts[i];
            double bound = i < point.Bounds.Length ? point.Bounds[i] : double.PositiveInfinity;
            AppendSample(text, name, "_bucket", $"{point.Labels}{comma}le=\"{Number(bound)}\"", below);
        }

        AppendSample(text, name, "_sum", point.Labels, point.Value);
        AppendSample(text, name, "_count", point.Labels, below);
    }

    private static void AppendSample(StringBuilder text, string name, string suffix, string labels, double value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };
}
