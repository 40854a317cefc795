using System.Text.Json;

namespace Millrace.Results;

/// <summary>Refuses what the generated readers let through: nulls within lists and maps, and tables whose rows do not fit their columns.</summary>
internal static class ShapeCheck
{
    private static readonly string[] Maps = ["operations", "labels", "options"];

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
