using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Millrace.Results.Tests;

public sealed class RunJsonTests
{
    [Fact]
    public void A_whole_run_is_written_as_in_the_snapshot() =>
        RepositoryFile.AssertEqual("tests/Millrace.Results.Tests/Json/run.snapshot.json", RunJson.Serialize(SampleRun.Create()));

    [Fact]
    public void A_suite_is_written_as_in_the_snapshot() =>
        RepositoryFile.AssertEqual("tests/Millrace.Results.Tests/Json/suite.snapshot.json", RunJson.Serialize(SampleRun.Suite()));

    [Fact]
    public void Reading_and_writing_again_gives_the_same_text()
    {
        string run = RunJson.Serialize(SampleRun.Create());
        string suite = RunJson.Serialize(SampleRun.Suite());

        Assert.Equal(run, RunJson.Serialize(RunJson.Deserialize(run)));
        Assert.Equal(suite, RunJson.Serialize(RunJson.DeserializeSuite(suite)));
    }

    [Fact]
    public void The_sample_leaves_no_property_of_any_record_without_a_value()
    {
        // Otherwise a round trip would say nothing about that property.
        Assert.Empty(Unset(SampleRun.Create(), "run").Concat(Unset(SampleRun.Suite(), "suite")));
    }

    [Fact]
    public void A_run_in_which_nothing_happened_has_every_top_level_key()
    {
        JsonObject json = JsonNode.Parse(RunJson.Serialize(Empty()))!.AsObject();

        Assert.Equal(
            "schema system profile mode environment parameters phases operations accounting series target generator faults invariants guides findings tables labels thresholds verdict fingerprint",
            string.Join(' ', json.Select(pair => pair.Key)));
        Assert.DoesNotContain(json, pair => pair.Value is null);
    }

    [Fact]
    public void Maps_are_written_in_the_order_of_their_names()
    {
        RunFile run = Empty() with { Labels = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1", ["B"] = "0" } };
        Assert.Equal(["B", "a", "b"], JsonNode.Parse(RunJson.Serialize(run))!["labels"]!.AsObject().Select(pair => pair.Key));
    }

    [Fact]
    public void A_figure_that_is_not_a_number_is_written_as_null_and_read_back()
    {
        RunFile run = Empty() with { Operations = new Dictionary<string, OperationResult> { ["echo"] = new() { RatePerSecond = double.NaN } } };
        string json = RunJson.Serialize(run);

        Assert.Contains("\"ratePerSecond\": null", json, StringComparison.Ordinal);
        Assert.True(double.IsNaN(RunJson.Deserialize(json).Operations["echo"].RatePerSecond));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(1234567.8916, "1234567.892")]
    [InlineData(0.1, "0.1")]
    [InlineData(2.0 / 3, "0.667")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(0.00012345, "0.000123")]
    [InlineData(-0.00012345, "-0.000123")]
    [InlineData(1e-18, "0")]
    [InlineData(3600000, "3600000")]
    public void Numbers_are_rounded_to_what_was_measured(double value, string written) =>
        Assert.Equal(written, JsonSerializer.Serialize(RoundedDoubleConverter.Round(value)));

    [Fact]
    public void Unknown_keys_are_passed_over_so_that_later_additions_do_not_break_old_readers()
    {
        string json = RunJson.Serialize(Empty()).Replace("\"mode\":", "\"addedLater\": [1], \"mode\":", StringComparison.Ordinal);
        Assert.Equal("gateway", RunJson.Deserialize(json).System);
    }

    internal static RunFile Empty() => new()
    {
        System = "gateway",
        Profile = "baseline",
        Environment = new RunEnvironment { StartedAt = DateTimeOffset.UnixEpoch, MillraceVersion = "0.1.0" },
        Parameters = new RunParameters { Clients = 1, DurationSeconds = 1, LoadModel = new LoadModelDescription { Kind = LoadModelKind.Closed, Text = "closed" } },
    };

    // Strings and boxed values end the walk; a property counts as set if any of the values that it has in the sample is not null.
    private static IEnumerable<string> Unset(object root, string name)
    {
        Dictionary<string, bool> seen = [];
        Walk(root, name, seen);
        return seen.Where(pair => !pair.Value).Select(pair => pair.Key);
    }

    private static void Walk(object value, string name, Dictionary<string, bool> seen)
    {
        if (value is string || value.GetType().IsPrimitive || value.GetType().Namespace != typeof(RunFile).Namespace)
        {
            if (value is IEnumerable items and not string)
            {
                foreach (object item in items)
                {
                    Walk(item, name, seen);
                }
            }
            else if (value.GetType().Name.StartsWith("KeyValuePair", StringComparison.Ordinal))
            {
                Walk(value.GetType().GetProperty("Value")!.GetValue(value)!, name, seen);
            }

            return;
        }

        foreach (System.Reflection.PropertyInfo property in value.GetType().GetProperties())
        {
            if (property.GetMethod!.IsStatic || value is TableCell || value.GetType().IsEnum)
            {
                continue;
            }

            string path = $"{value.GetType().Name}.{property.Name}";
            object? inner = property.GetValue(value);
            bool set = inner is not null && inner is not (IEnumerable and not string and ICollection { Count: 0 });
            seen[path] = seen.GetValueOrDefault(path) || set;
            if (inner is not null)
            {
                Walk(inner, path, seen);
            }
        }
    }
}
