using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Reporting;
using Millrace.Cli.Running;
using Millrace.Reports.Comparing;
using Millrace.Results;

namespace Millrace.Cli.Commands;

/// <summary>`millrace report`: any report of a run, again, from its run file.</summary>
internal sealed class ReportCommand : DocumentedCommand
{
    private readonly Argument<string> _run = new("run") { Description = "A run's folder, a suite's folder, or a run.json; results/latest is the newest." };
    private readonly Knob<string?> _format = new("output", "--format", "name",
        "html (a page that needs no network), md, text (fits on a screen), json (the run file), junit (for CI), csv (a row per operation), csv-series (a row per second) or hlog (HdrHistogram log).", "md", "--format text");
    private readonly Knob<string?> _out = new("output", "--out", "file", "Write to a file instead of standard output.");
    private readonly Knob<string?> _against = new("output", "--against", "run folder", "Print only the comparison with an earlier run or a baseline file, as `millrace compare` judges it; --format is then md, text or json.");

    private static readonly string[] Comparisons = ["md", "text", "json"];

    public ReportCommand()
        : base("report", "Renders the report of a run from its run file.")
    {
        Add(_run);
        Add(_format);
        Add(_out);
        Add(_against);
    }

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("report results/latest --format text", "The newest run, on a screen."),
        ("report results/latest --out report.md", "Its Markdown page, written to a file."),
        ("report results/latest --format junit --out junit.xml", "What was asked of it as tests, for a CI server."),
        ("report results/latest --against results/before", "The newest run beside an earlier one."),
    ];

    public override string Notes =>
        """
        A run that was killed is rendered as far as it got, and says that it is incomplete.
        Columns and units of every format: docs/guide/formats.md.
        """;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        var values = new ValueReader(parsed, "millrace report");
        string name = values.Text(_format) ?? "md";
        ReportFormat format = ReportFormats.Find(name)
            ?? throw new ComplaintException(ParseComplaints.UnknownName("format", name, "--format of `millrace report`", ReportFormats.Names, "millrace report --help"));
        string path = parsed.GetRequiredValue(_run);
        if (values.Text(_against) is { } earlier)
        {
            RequireComparable(values, path, earlier);
        }

        return RunReading.IsSuite(path)
            ? Write(Render(RunReading.Read(path, RunFolder.ReadSuite), path, format), values.Text(_out), terminal)
            : Write(RunReading.Run(path, terminal.Error), path, format, values, terminal);
    }

    private static string Render(SuiteFile suite, string path, ReportFormat format) => format.OfSuite is { } render
        ? render(suite, RunReports.RunsOf(RunReading.FolderOf(path)!))
        : throw new ComplaintException(Complaint.Usage(
            $"this is a suite of {suite.Runs.Count} runs, and the format {format.Name} holds one", path, $"name the folder of one run{(suite.Runs is [var first, ..] ? $", such as {Path.Combine(path, first.Folder)}" : "")}"));

    private int Write(ReportedRun run, string path, ReportFormat format, ValueReader values, Terminal terminal)
    {
        if (values.Text(_against) is { } earlier)
        {
            return Write(Compared(earlier, path, run.Run, values.Text(_format) ?? "md"), values.Text(_out), terminal);
        }

        var damage = new List<string>();
        try
        {
            if (values.Text(_out) is { } file)
            {
                ReportOrders.Save(file, writer => format.OfRun(run, writer, damage));
            }
            else
            {
                format.OfRun(run, terminal.Out, damage);
            }
        }
        catch (RunFileException unreadable)
        {
            throw new ComplaintException(RunReading.Unreadable(unreadable, path));
        }

        RunReading.Warn(damage, terminal.Error);
        return (int)ExitCode.Ok;
    }

    // What a comparison has no form for is refused, and not printed as something else.
    private void RequireComparable(ValueReader values, string path, string earlier)
    {
        string format = values.Text(_format) ?? "md";
        if (!Comparisons.Contains(format))
        {
            throw new ComplaintException(Complaint.Usage(
                $"a comparison has no form \"{format}\"", $"--format {format} with --against {earlier}", $"write --format {Words.List(Comparisons, "or")}, or leave --against away"));
        }

        if (RunReading.IsSuite(path))
        {
            throw new ComplaintException(Complaint.Usage("--against takes a run, and this is a suite of several", path, $"write `millrace compare {earlier} {path}`"));
        }

        if (RunReading.FolderOf(path) is null)
        {
            throw new ComplaintException(Complaint.Usage("a comparison needs a run's folder, with its intervals", path, "name the run's folder"));
        }
    }

    private static string Compared(string earlier, string path, RunFile run, string format)
    {
        Comparison comparison = RunReports.Compared(RunReading.FolderOf(path)!, run, RunReading.Read(earlier, place => SampleReader.Read(place, _ => { })))!;
        return format switch
        {
            "json" => comparison.ToJson(),
            "text" => ComparisonReport.Text(comparison),
            _ => ComparisonReport.Markdown(comparison),
        };
    }

    /// <summary>Writes a report to a file, or to standard output where none is named.</summary>
    internal static int Write(string text, string? file, Terminal terminal)
    {
        if (file is null)
        {
            terminal.Out.Write(text);
            return (int)ExitCode.Ok;
        }

        ReportOrders.Save(file, writer => writer.Write(text));
        return (int)ExitCode.Ok;
    }
}
