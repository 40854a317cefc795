using System.Text.Json;

namespace Millrace.Results;

/// <summary>Refuses what the generated readers let through: nulls within lists and maps, and tables whose rows do not fit their columns.</summary>
internal static class ShapeCheck
{
    // Of runs that repeat each other, nobody has as many; of a single run's blocks, there are sixteen.
    private const int MostSamples = 10_000;

    private static readonly string[] Maps = ["operations", "labels", "options", "load", "machine", "samples", "shares"];

    /// <exception cref="RunFileException">Something is null that must not be.</exception>
    public static void RefuseNulls(JsonElement element, string path, string at = "$")
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (JsonElement item in element.EnumerateArray())
            {
                Visit(item, path, $"{at}[{index++}]", mayBeNull: false);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            bool map = Array.Exists(Maps, name => at.EndsWith("." + name, StringComparison.Ordinal));
            foreach (JsonProperty property in element.EnumerateObject())
            {
                // Cells of tables and values of charts may be empty; everything else about them is checked by CheckTables and CheckCharts.
                if (property.Name is not ("rows" or "values"))
                {
                    Visit(property.Value, path, $"{at}.{property.Name}", mayBeNull: !map);
                }
            }
        }
    }

    /// <exception cref="RunFileException">A row has another number of cells than the table has columns.</exception>
    public static void CheckTables(IEnumerable<ResultTable> tables, string path)
    {
        foreach (ResultTable table in tables)
        {
            for (int row = 0; row < table.Rows.Count; row++)
            {
                int? cells = table.Rows[row]?.Count;
                if (cells != table.Columns.Count)
                {
                    throw new RunFileException(path, $"row {row + 1} of its table \"{table.Name}\" has {cells ?? 0} cells for {table.Columns.Count} columns");
                }
            }
        }
    }

    /// <exception cref="RunFileException">It holds no samples, or one that cannot be.</exception>
    public static void CheckBaseline(BaselineFile baseline, string path)
    {
        if (baseline.Sets.Count == 0)
        {
            throw new RunFileException(path, "it holds no samples; write it again with `millrace compare ... --save-baseline`");
        }

        foreach (SampleSet set in baseline.Sets)
        {
            if (set.Runs.Count == 0)
            {
                throw new RunFileException(path, $"its set of {set.System} {set.Profile} names no run");
            }

            foreach ((string name, int count) in set.Samples.Select(pair => (pair.Key, pair.Value.Count)).Concat(set.Shares.Select(pair => (pair.Key, pair.Value.Count))))
            {
                if (count > MostSamples)
                {
                    throw new RunFileException(path, $"{name} of {set.System} {set.Profile} has {count} samples, and at most {MostSamples} are read");
                }
            }

            foreach ((string name, IReadOnlyList<double> samples) in set.Samples)
            {
                if (samples.Any(sample => !double.IsFinite(sample) || sample < 0))
                {
                    throw new RunFileException(path, $"a sample of {name} of {set.System} {set.Profile} is not a number from 0");
                }
            }

            foreach ((string name, IReadOnlyList<ShareSample> samples) in set.Shares)
            {
                if (samples.Any(sample => sample.Bad < 0 || sample.Bad > sample.Of))
                {
                    throw new RunFileException(path, $"a sample of {name} of {set.System} {set.Profile} has more bad ones than there were");
                }
            }
        }
    }

    /// <exception cref="RunFileException">A series has another number of values than the chart has labels.</exception>
    public static void CheckCharts(IEnumerable<ResultChart> charts, string path)
    {
        foreach (ResultChart chart in charts)
        {
            foreach (ChartSeries series in chart.Series)
            {
                if (series.Values?.Count != chart.Labels.Count)
                {
                    throw new RunFileException(path, $"series \"{series.Name}\" of its chart \"{chart.Name}\" has {series.Values?.Count ?? 0} values for {chart.Labels.Count} labels");
                }
            }
        }
    }

    private static void Visit(JsonElement element, string path, string at, bool mayBeNull)
    {
        if (element.ValueKind == JsonValueKind.Null && !mayBeNull)
        {
            throw new RunFileException(path, $"it holds null at {at}");
        }

        RefuseNulls(element, path, at);
    }
}
