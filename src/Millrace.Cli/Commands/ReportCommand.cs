using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Running;
using Millrace.Reports;
using Millrace.Results;

namespace Millrace.Cli.Commands;

/// <summary>`millrace report`: any report of a run, again, from its run file.</summary>
internal sealed class ReportCommand : DocumentedCommand
{
    private static readonly string[] Formats = ["md", "text", "json"];

    private readonly Argument<string> _run = new("run") { Description = "A run's folder, a suite's folder, or a run.json; results/latest is the newest." };
    private readonly Knob<string?> _format = new("output", "--format", "name", "md, text (fits on a screen) or json (the run file).", "md", "--format text");
    private readonly Knob<string?> _out = new("output", "--out", "file", "Write to a file instead of standard output.");
    private readonly Knob<string?> _against = new("output", "--against", "run folder", "Print only the comparison with an earlier run: metric, before, now, factor.");

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
        ("report results/latest --against results/20261120-101500-gateway-baseline", "The newest run beside an earlier one."),
    ];

    public override string Notes =>
        """
        A run that was killed is rendered as far as it got, and says that it is incomplete.
        """;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        var values = new ValueReader(parsed, "millrace report");
        string format = values.Text(_format) ?? "md";
        if (!Formats.Contains(format))
        {
            throw new ComplaintException(ParseComplaints.UnknownName("format", format, "--format of `millrace report`", Formats, "millrace report --help"));
        }

        string path = parsed.GetRequiredValue(_run);
        string text = IsSuite(path)
            ? Render(Read(path, RunFolder.ReadSuite), format)
            : Render(ReadRun(path, terminal), format, values);
        return Write(text, values.Text(_out), terminal);
    }

    private static string Render(SuiteFile suite, string format) => format switch
    {
        "json" => RunJson.Serialize(suite),
        "text" => SuiteReport.RenderText(suite),
        _ => SuiteReport.Render(suite),
    };

    private string Render(RunFile run, string format, ValueReader values) => values.Text(_against) is { } earlier
        ? Comparison.Render(Read(earlier, RunFolder.ReadRun), run)
        : format switch
        {
            "json" => JsonReport.Render(run),
            "text" => TextReport.Render(run),
            _ => MarkdownReport.Render(run),
        };

    private static bool IsSuite(string path) => Directory.Exists(path) ? File.Exists(Path.Combine(path, RunFolder.SuiteName)) : Path.GetFileName(path) == RunFolder.SuiteName;

    private static RunFile ReadRun(string path, Terminal terminal)
    {
        // Beside a run file lies the interval log, from which a killed run is rebuilt to its last second.
        string? folder = Directory.Exists(path) ? path : Path.GetFileName(path) == RunFolder.RunName ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;
        if (folder is null || !File.Exists(Path.Combine(folder, RunFolder.IntervalsName)))
        {
            return Read(path, RunFolder.ReadRun);
        }

        RunRecovery recovery = RunFolder.Recover(folder);
        if (recovery.Run is not { } run)
        {
            throw new ComplaintException(Unreadable(recovery.Damage[0], path));
        }

        foreach (string damage in recovery.Damage)
        {
            terminal.Error.WriteLine($"warning: {damage}");
        }

        return run;
    }

    private static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (RunFileException unreadable)
        {
            throw new ComplaintException(Unreadable(unreadable.Message, path));
        }
    }

    private static Complaint Unreadable(string what, string path) =>
        Complaint.Usage(what.TrimEnd('.'), path, "name the folder of a run, such as results/latest");

    /// <summary>Writes a report to a file, or to standard output where none is named.</summary>
    internal static int Write(string text, string? file, Terminal terminal)
    {
        if (file is null)
        {
            terminal.Out.Write(text);
            return (int)ExitCode.Ok;
        }

        try
        {
            File.WriteAllText(file, text);
            return (int)ExitCode.Ok;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ComplaintException(LabComplaints.Unwritable(file, cause));
        }
    }
}
