using System.Text;
using System.Text.Json;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>The one block of JSON that a page's script draws from.</summary>
internal static class ChartData
{
    // Of a pixel's height nothing is lost, and an hour's page stays small.
    private const int Digits = 4;

    /// <summary>The block; JSON's own escapes leave no &lt;, &gt; or &amp; in it, so no text can end the element that holds it.</summary>
    public static string Render(IReadOnlyList<Chart> charts, RunFile? run = null)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteTimes(json, charts);
            json.WriteStartArray("charts");
            foreach (Chart chart in charts)
            {
                Write(json, chart);
            }

            json.WriteEndArray();
            WritePhases(json, run);
            WriteFaults(json, run);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    // Once for all charts over time: they are the same for each.
    private static void WriteTimes(Utf8JsonWriter json, IReadOnlyList<Chart> charts)
    {
        json.WriteStartArray("times");
        foreach (double x in charts.FirstOrDefault(chart => chart.IsOverTime)?.X ?? [])
        {
            json.WriteNumberValue(Math.Round(x, 3));
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Chart chart)
    {
        json.WriteStartObject();
        json.WriteString("id", chart.Id);
        json.WriteString("kind", chart.Kind.ToString().ToLowerInvariant());
        json.WriteString("title", chart.Title);
        json.WriteString("axis", chart.Axis);
        json.WriteString("format", chart.Format);
        Optional(json, "xAxis", chart.XAxis);
        if (chart.Logarithmic is { } logarithmic)
        {
            json.WriteBoolean("log", logarithmic);
        }

        if (!chart.IsOverTime)
        {
            Numbers(json, "x", chart.X.Select(x => (double?)x), exact: true);
        }

        json.WriteStartArray("limits");
        foreach (ChartLimit limit in chart.Limits.Where(limit => double.IsFinite(limit.Value)))
        {
            json.WriteStartObject();
            json.WriteString("name", limit.Name);
            json.WriteNumber("value", limit.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("lines");
        foreach (ChartLine line in chart.Lines)
        {
            Write(json, line);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ChartLine line)
    {
        json.WriteStartObject();
        json.WriteString("name", line.Name);
        json.WriteString("tone", line.Tone);
        Optional(json, "dash", line.Dash);
        Optional(json, "view", line.View);
        Optional(json, "sign", line.Sign);
        if (line.Filled)
        {
            json.WriteBoolean("filled", true);
        }

        if (line.PointsOnly)
        {
            json.WriteBoolean("points", true);
        }

        Numbers(json, "y", line.Values, exact: false);
        json.WriteEndObject();
    }

    private static void WritePhases(Utf8JsonWriter json, RunFile? run)
    {
        json.WriteStartArray("phases");
        foreach (PhaseResult phase in run?.Phases.Where(phase => double.IsFinite(phase.StartSeconds) && double.IsFinite(phase.EndSeconds)) ?? [])
        {
            json.WriteStartObject();
            json.WriteString("name", phase.Name);
            json.WriteNumber("from", Math.Round(phase.StartSeconds, 3));
            json.WriteNumber("to", Math.Round(phase.EndSeconds, 3));
            json.WriteBoolean("measured", phase.Measured);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // What was not injected cannot be shown where it was.
    private static void WriteFaults(Utf8JsonWriter json, RunFile? run)
    {
        json.WriteStartArray("faults");
        foreach (FaultResult fault in run?.Faults.Where(fault => fault.InjectedAtSeconds is { } at && double.IsFinite(at)) ?? [])
        {
            json.WriteStartObject();
            json.WriteString("name", fault.Kind);
            json.WriteNumber("from", Math.Round(fault.InjectedAtSeconds!.Value, 3));
            if (fault.RemovedAtSeconds is { } removed && double.IsFinite(removed))
            {
                json.WriteNumber("to", Math.Round(removed, 3));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<double?> values, bool exact)
    {
        json.WriteStartArray(name);
        foreach (double? value in values)
        {
            if (value is { } number && double.IsFinite(number))
            {
                json.WriteNumberValue(exact ? number : Rounded(number));
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    internal static double Rounded(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        int before = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        int after = Digits - before;
        // A decimal keeps 0.0871 from becoming 0.08710000000000001; what it cannot hold needs no rounding.
        return after switch
        {
            < 0 => Math.Round(value / Math.Pow(10, -after)) * Math.Pow(10, -after),
            <= 15 => Math.Round(value, after),
            _ => value,
        };
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
