using System.Text;
using System.Xml;
using Millrace.Reports.Junit;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>
/// A run or a suite as JUnit XML, as CI servers read it: a suite of tests for each run, with a test for each threshold, each invariant, each identity of the account, the
/// generator's verdict and the run's end; of several runs, a suite of tests for what they come to together.
/// </summary>
/// <remarks>The form is the one of https://github.com/testmoapp/junitxml, which Jenkins, GitLab and the actions for GitHub read.</remarks>
public static class JunitReport
{
    /// <summary>A run alone, with LF line ends.</summary>
    public static string Render(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Render(run.System, [JunitSuite.Of(run, $"{run.System}.{run.Profile}")]);
    }

    /// <summary>A suite of runs.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="read">Finds the run in a folder of the suite's; null where it cannot be read, and then its test says so.</param>
    public static string Render(SuiteFile suite, Func<string, RunFile?> read)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(read);
        var suites = new List<JunitSuite>();
        foreach (SuiteRun line in suite.Runs)
        {
            string name = $"{line.System ?? suite.System}.{line.Folder}";
            JunitSuite tests = read(line.Folder) is { } run ? JunitSuite.Of(run, name) : JunitSuite.Unread(line, name, suite.StartedAt);
            suites.Add(suite.Capacity is null ? tests : tests.AsStep());
        }

        JunitSuite together = JunitSuite.Over(suite, suites.SelectMany(tests => tests.Cases).Any(each => each.Outcome is JunitOutcome.Failed or JunitOutcome.Error));
        if (together.Cases.Count > 0)
        {
            suites.Add(together);
        }

        return Render(suite.System, suites);
    }

    private static string Render(string title, IReadOnlyList<JunitSuite> suites)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(new Utf8Text(text), new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            writer.WriteStartElement("testsuites");
            writer.WriteAttributeString("name", JunitSuite.Clean($"millrace {title}"));
            JunitSuite.WriteCounts(writer, [.. suites.SelectMany(suite => suite.Cases)], suites.Sum(suite => suite.Seconds));
            foreach (JunitSuite suite in suites)
            {
                suite.Write(writer);
            }

            writer.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    // The declaration names the encoding of the writer, and these texts end in UTF-8 files.
    private sealed class Utf8Text(StringBuilder text) : StringWriter(text, System.Globalization.CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
