using System.Globalization;
using System.Text;
using System.Xml;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Junit;

/// <summary>The tests of one run under its name, with what was measured as properties.</summary>
/// <param name="Name">The suite's name; those of its tests' classes begin with it.</param>
/// <param name="StartedAt">When the run began.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Properties">Name and value, in order.</param>
/// <param name="Cases">The tests.</param>
internal sealed record JunitSuite(string Name, DateTimeOffset StartedAt, double Seconds, IReadOnlyList<(string Name, string Value)> Properties, IReadOnlyList<JunitCase> Cases)
{
    public static JunitSuite Of(RunFile run, string name)
    {
        double seconds = run.Phases.Select(phase => phase.EndSeconds).DefaultIfEmpty(run.Parameters.DurationSeconds).Max();
        return new JunitSuite(name, run.Environment.StartedAt, seconds, Described(run), JunitCases.Of(run));
    }

    /// <summary>The same of a load that a search tried: to miss the objective is what it was tried for, so nothing in it is a failure.</summary>
    public JunitSuite AsStep() => this with
    {
        Cases = [.. Cases.Select(each => each.Outcome is JunitOutcome.Failed or JunitOutcome.Error ? each with { Outcome = JunitOutcome.Skipped, Message = $"at a load that the search tried: {each.Message}" } : each)],
    };

    public static JunitSuite Unread(SuiteRun run, string name, DateTimeOffset startedAt) => new(name, startedAt, 0, [], [new JunitCase(
        "run", "the run ends in order", JunitOutcome.Error, $"the run in the folder {run.Folder} cannot be read; the suite has it as {Phrases.Of(run.Outcome)}")]);

    /// <summary>What is asked of all runs together.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="anotherFailed">Whether a test of a run failed.</param>
    public static JunitSuite Over(SuiteFile suite, bool anotherFailed)
    {
        List<JunitCase> cases = [.. (suite.Invariants ?? new Dictionary<string, long>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(JunitCases.Invariant)];
        if (suite.Capacity is { } capacity)
        {
            cases.Add(JunitCases.Capacity(suite, capacity));
        }
        else if (suite.Outcome == VerdictOutcome.Fail && !anotherFailed && cases.All(each => each.Outcome == JunitOutcome.Passed))
        {
            cases.Add(JunitCases.Whole);
        }

        return new JunitSuite($"{suite.System}.suite", suite.StartedAt, suite.DurationSeconds, [], cases);
    }

    public static void WriteCounts(XmlWriter writer, IReadOnlyList<JunitCase> cases, double seconds)
    {
        writer.WriteAttributeString("tests", Number(cases.Count));
        writer.WriteAttributeString("failures", Number(cases.Count(each => each.Outcome == JunitOutcome.Failed)));
        writer.WriteAttributeString("errors", Number(cases.Count(each => each.Outcome == JunitOutcome.Error)));
        writer.WriteAttributeString("skipped", Number(cases.Count(each => each.Outcome == JunitOutcome.Skipped)));
        writer.WriteAttributeString("time", seconds.ToString("0.000", CultureInfo.InvariantCulture));
    }

    public void Write(XmlWriter writer)
    {
        writer.WriteStartElement("testsuite");
        writer.WriteAttributeString("name", Clean(Name));
        WriteCounts(writer, Cases, Seconds);
        writer.WriteAttributeString("timestamp", StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        if (Properties.Count > 0)
        {
            writer.WriteStartElement("properties");
            foreach ((string name, string value) in Properties)
            {
                writer.WriteStartElement("property");
                writer.WriteAttributeString("name", Clean(name));
                writer.WriteAttributeString("value", Clean(value));
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        foreach (JunitCase test in Cases)
        {
            Write(writer, test);
        }

        writer.WriteEndElement();
    }

    /// <summary>What a target answers can end in a message, and XML has no way to write most control characters.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return clean.ToString();
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private void Write(XmlWriter writer, JunitCase test)
    {
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("classname", Clean($"{Name}.{test.Group}"));
        writer.WriteAttributeString("name", Clean(test.Name));
        writer.WriteAttributeString("time", "0");
        string message = Clean(test.Message);
        switch (test.Outcome)
        {
            case JunitOutcome.Passed when message.Length > 0:
                writer.WriteElementString("system-out", message);
                break;
            case JunitOutcome.Skipped:
                writer.WriteStartElement("skipped");
                writer.WriteAttributeString("message", message);
                writer.WriteEndElement();
                break;
            case JunitOutcome.Failed or JunitOutcome.Error:
                writer.WriteStartElement(test.Outcome == JunitOutcome.Failed ? "failure" : "error");
                writer.WriteAttributeString("message", message.Split('\n')[0]);
                writer.WriteAttributeString("type", test.Group);
                writer.WriteString(message);
                writer.WriteEndElement();
                break;
        }

        writer.WriteEndElement();
    }

    private static List<(string, string)> Described(RunFile run)
    {
        Headline headline = Headline.Of(run);
        List<(string, string)> properties =
        [
            ("millrace.version", run.Environment.MillraceVersion),
            ("mode", run.Mode),
            ("load", run.Parameters.LoadModel.Text),
            ("clients", Number(run.Parameters.Clients)),
            ("seed", run.Parameters.Seed.ToString(CultureInfo.InvariantCulture)),
            ("fingerprint", run.Fingerprint),
            ("verdict", Phrases.Of(run.Verdict.Outcome)),
            ("generator", Phrases.Of(run.Generator.Verdict)),
            ("answered rightly", headline.Rate),
        ];
        if (headline.Response is { } response)
        {
            properties.Add(("response p50", Figures.Milliseconds(response.P50Ms)));
            properties.Add(("response p99", Figures.Milliseconds(response.P99Ms)));
            properties.Add(("response max", Figures.Milliseconds(response.MaxMs)));
        }

        if (run.Environment.GitCommit is { } commit)
        {
            properties.Add(("commit", commit + (run.Environment.GitDirty == true ? " with changes" : "")));
        }

        if (run.Parameters.CommandLine is { } line)
        {
            properties.Add(("command", line));
        }

        properties.AddRange(run.Labels.Select(label => ($"label.{label.Key}", label.Value)));
        return properties;
    }
}
