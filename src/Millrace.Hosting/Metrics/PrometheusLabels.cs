using System.Text;

namespace Millrace.Hosting.Metrics;

/// <summary>Renders tags as labels: sorted by name, so that the order in which tags are given makes no second series.</summary>
internal static class PrometheusLabels
{
    /// <summary>Tags of the meter and the instrument first, then the measurement's own; empty where there are none.</summary>
    public static string Render(
        ReadOnlySpan<KeyValuePair<string, object?>> fixedTags, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (fixedTags.IsEmpty && tags.IsEmpty)
        {
            return "";
        }

        SortedDictionary<string, string> labels = new(StringComparer.Ordinal);
        AddTo(labels, fixedTags);
        AddTo(labels, tags);
        StringBuilder text = new();
        foreach ((string name, string value) in labels)
        {
            text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"");
            PrometheusText.AppendEscaped(text, value, quotes: true);
            text.Append('"');
        }

        return text.ToString();
    }

    private static void AddTo(SortedDictionary<string, string> labels, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach ((string tag, object? value) in tags)
        {
            string name = PrometheusName.Clean(tag);
            string text = value switch
            {
                null => "",
                bool flag => flag ? "true" : "false",
                IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                _ => value.ToString() ?? "",
            };

            // Names that only differ in forbidden characters share a label; OpenTelemetry joins their values so.
            labels[name] = labels.TryGetValue(name, out string? other) ? $"{other};{text}" : text;
        }
    }
}
