using System.Text.Json.Nodes;
using Xunit;

namespace Millrace.Results.Tests;

public sealed class RunJsonDamageTests
{
    private static readonly string Whole = RunJson.Serialize(RunJsonTests.Empty());

    [Fact]
    public void Every_truncation_is_refused_with_the_path_and_the_position()
    {
        string trimmed = Whole.TrimEnd();
        for (int length = 0; length < trimmed.Length; length++)
        {
            RunFileException e = Assert.Throws<RunFileException>(() => RunJson.Deserialize(trimmed[..length], "r/run.json"));
            Assert.StartsWith("r/run.json: it is not whole and valid: ", e.Message, StringComparison.Ordinal);
            Assert.NotNull(e.Line);
            Assert.NotNull(e.Column);
        }
    }

    [Fact]
    public void A_fault_is_located_by_line_byte_and_key()
    {
        string json = Whole.Replace("\"clients\": 1", "\"clients\": \"many\"", StringComparison.Ordinal);
        RunFileException e = Assert.Throws<RunFileException>(() => RunJson.Deserialize(json, "run.json"));

        int line = json[..json.IndexOf("\"many\"", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Assert.Equal(line, e.Line);
        Assert.StartsWith("run.json: it is not whole and valid: The JSON value could not be converted", e.Message, StringComparison.Ordinal);
        Assert.EndsWith($"(line {line}, byte {e.Column}, at $.parameters.clients).", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_version_is_refused_by_number()
    {
        RunFileException e = Assert.Throws<RunFileException>(() => RunJson.Deserialize(Whole.Replace("millrace-run/1", "millrace-run/2", StringComparison.Ordinal), "run.json"));
        Assert.Equal("run.json: it has version 2 of the schema millrace-run, and this Millrace reads version 1; read it with the Millrace that wrote it or a newer one.", e.Message);
    }

    [Theory]
    [InlineData("[]", "it holds a JSON array instead of an object")]
    [InlineData("null", "it holds a JSON null instead of an object")]
    [InlineData("{}", "it has no text \"schema\" at its top")]
    [InlineData("{\"schema\": 1}", "it has no text \"schema\" at its top")]
    [InlineData("{\"schema\": \"millrace-suite/1\"}", "its schema is \"millrace-suite/1\"; expected \"millrace-run/1\"")]
    [InlineData("{\"schema\": \"millrace-run/x\"}", "its schema is \"millrace-run/x\"")]
    [InlineData("{\"schema\": \"millrace-run/1\"}", "missing required properties")]
    public void What_is_not_a_run_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<RunFileException>(() => RunJson.Deserialize(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"phases\": []", "\"phases\": [null]", "it holds null at $.phases[0]")]
    [InlineData("\"operations\": {}", "\"operations\": {\"echo\": null}", "it holds null at $.operations.echo")]
    [InlineData("\"labels\": {}", "\"labels\": {\"note\": null}", "it holds null at $.labels.note")]
    [InlineData("\"mode\": \"default\"", "\"mode\": null", "at $.mode")]
    [InlineData("\"verdict\": \"inconclusive\"", "\"verdict\": 2", "at $.generator.verdict")]
    [InlineData("\"verdict\": \"inconclusive\"", "\"verdict\": \"fine\"", "at $.generator.verdict")]
    [InlineData("1970-01-01T00:00:00.000Z", "yesterday", "A moment is written as in 2026-03-01T09:30:00.000Z")]
    [InlineData("\"tables\": []", "\"tables\": [{\"name\":\"t\",\"title\":\"T\",\"columns\":[{\"name\":\"a\"}],\"rows\":[[1],[1,2]]}]", "row 2 of its table \"t\" has 2 cells for 1 columns")]
    [InlineData("\"tables\": []", "\"tables\": [], \"charts\": [{\"name\":\"c\",\"title\":\"C\",\"axis\":\"a\",\"labels\":[\"x\"],\"series\":[{\"name\":\"s\",\"values\":[1,null]}]}]", "series \"s\" of its chart \"c\" has 2 values for 1 labels")]
    [InlineData("\"tables\": []", "\"tables\": [{\"name\":\"t\",\"title\":\"T\",\"columns\":[{\"name\":\"a\"}],\"rows\":[null]}]", "row 1 of its table \"t\" has 0 cells for 1 columns")]
    [InlineData("\"tables\": []", "\"tables\": [{\"name\":\"t\",\"title\":\"T\",\"columns\":[{\"name\":\"a\"}],\"rows\":[[true]]}]", "A table's cell is a text, a number or null")]
    public void A_damaged_part_is_refused_with_its_place(string part, string damaged, string reason)
    {
        Assert.Contains(part, Whole, StringComparison.Ordinal);
        RunFileException e = Assert.Throws<RunFileException>(() => RunJson.Deserialize(Whole.Replace(part, damaged, StringComparison.Ordinal)));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_is_refused_by_name()
    {
        foreach (string key in (string[])["mode", "labels", "accounting", "verdict"])
        {
            JsonObject json = JsonNode.Parse(Whole)!.AsObject();
            json.Remove(key);
            Assert.Contains($"'{key}'", Assert.Throws<RunFileException>(() => RunJson.Deserialize(json.ToJsonString())).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("operations", "$.operations.echo.lateness")]
    [InlineData("phases", "$.phases[0].operations.echo.lateness")]
    public void A_damaged_histogram_is_refused_on_reading_with_its_place(string part, string place)
    {
        JsonObject json = JsonNode.Parse(RunJson.Serialize(SampleRun.Create()))!.AsObject();
        JsonNode operations = part == "phases" ? json["phases"]![0]!["operations"]! : json["operations"]!;
        operations["echo"]!["lateness"]!["histogram"] = SampleRun.EncodedHistogram[..40];

        RunFileException e = Assert.Throws<RunFileException>(() => RunJson.Deserialize(json.ToJsonString(), "run.json"));
        Assert.StartsWith($"run.json: the histogram at {place} is damaged: This is not an encoded histogram: it is truncated", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Garbage_is_refused_and_nothing_else_is_thrown()
    {
        Random random = new(11);
        for (int round = 0; round < 3000; round++)
        {
            char[] changed = Whole.ToCharArray();
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                changed[random.Next(changed.Length)] = (char)random.Next(32, 127);
            }

            try
            {
                RunJson.Deserialize(new string(changed));
            }
            catch (RunFileException)
            {
                // Refused: as good as read.
            }
        }
    }
}
