using System.Text;

namespace Millrace.Hosting.Workers;

/// <summary>
/// Puts the metrics of several processes into one text: each sample gets the label <c>worker</c>, and samples of one name stand together under one head, as Prometheus wants them.
/// Reads only what <see cref="Metrics.PrometheusText"/> writes.
/// </summary>
internal static class WorkerMetrics
{
    /// <summary>One text of several, each with the value of its label.</summary>
    public static string Merge(IEnumerable<(string Worker, string Text)> texts)
    {
        Dictionary<string, (StringBuilder Head, StringBuilder Samples)> families = [];
        foreach ((string worker, string text) in texts)
        {
            Add(families, worker, text);
        }

        StringBuilder all = new();
        foreach ((_, (StringBuilder head, StringBuilder samples)) in families.OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            all.Append(head).Append(samples);
        }

        return all.ToString();
    }

    private static void Add(Dictionary<string, (StringBuilder Head, StringBuilder Samples)> families, string worker, string text)
    {
        string label = $"worker=\"{worker}\"";
        string family = "";
        bool isFirst = false;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
            {
                continue;
            }

            if (line.StartsWith("# "))
            {
                string name = line[7..].ToString().Split(' ', 2)[0]; // after "# HELP " or "# TYPE "
                if (name != family)
                {
                    family = name;
                    isFirst = families.TryAdd(name, (new StringBuilder(), new StringBuilder()));
                }

                _ = isFirst ? families[family].Head.Append(line).Append('\n') : null;
                continue;
            }

            Labelled(families[family].Samples, line, label);
        }
    }

    private static void Labelled(StringBuilder samples, ReadOnlySpan<char> line, string label)
    {
        int brace = line.IndexOf('{'), space = line.IndexOf(' ');
        bool hasLabels = brace >= 0 && brace < space;
        int at = hasLabels ? brace + 1 : space;
        samples.Append(line[..at]);
        _ = hasLabels ? samples.Append(label).Append(',') : samples.Append('{').Append(label).Append('}');
        samples.Append(line[at..]).Append('\n');
    }
}
