using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Millrace.Results;

/// <summary>Runs and suites to JSON text and back.</summary>
public static class RunJson
{
    /// <summary>A run as the text of <c>run.json</c>.</summary>
    public static string Serialize(RunFile run) => JsonSerializer.Serialize(run, RunJsonTypes.Run) + "\n";

    /// <summary>A suite as the text of <c>suite.json</c>.</summary>
    public static string Serialize(SuiteFile suite) => JsonSerializer.Serialize(suite, RunJsonTypes.Suite) + "\n";

    /// <summary>Reads the text of <c>run.json</c>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">Where it came from, for the message of an error.</param>
    /// <exception cref="RunFileException">It is damaged, not a run, or written by a newer version.</exception>
    public static RunFile Deserialize(string json, string path = "run.json")
    {
        RunFile run = Read(json, path, RunSchema.Run, RunJsonTypes.Run);
        ShapeCheck.CheckTables(run.Tables, path);
        ShapeCheck.CheckCharts(run.Charts ?? [], path);
        HistogramCheck.Require(run, path);
        return run;
    }

    /// <summary>Reads the text of <c>suite.json</c>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">Where it came from, for the message of an error.</param>
    /// <exception cref="RunFileException">It is damaged, not a suite, or written by a newer version.</exception>
    public static SuiteFile DeserializeSuite(string json, string path = "suite.json")
    {
        SuiteFile suite = Read(json, path, RunSchema.Suite, RunJsonTypes.Suite);
        ShapeCheck.CheckTables(suite.Tables ?? [], path);
        ShapeCheck.CheckCharts(suite.Charts ?? [], path);
        return suite;
    }

    /// <summary>A baseline as the text of its file.</summary>
    public static string Serialize(BaselineFile baseline) => JsonSerializer.Serialize(baseline, RunJsonTypes.Baseline) + "\n";

    /// <summary>Reads the text of a baseline.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">Where it came from, for the message of an error.</param>
    /// <exception cref="RunFileException">It is damaged, not a baseline, or written by a newer version.</exception>
    public static BaselineFile DeserializeBaseline(string json, string path)
    {
        BaselineFile baseline = Read(json, path, RunSchema.Baseline, RunJsonTypes.Baseline);
        ShapeCheck.CheckBaseline(baseline, path);
        return baseline;
    }

    private static T Read<T>(string json, string path, string schema, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            // The schema first: of a newer file, the rest may not be readable at all.
            SchemaCheck.Require(json, path, schema);
            return JsonSerializer.Deserialize(json, type)!;
        }
        catch (JsonException e)
        {
            throw RunFileException.From(e, path);
        }
    }
}
