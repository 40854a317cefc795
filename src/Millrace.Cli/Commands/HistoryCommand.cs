using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Running;
using Millrace.Reports;

namespace Millrace.Cli.Commands;

/// <summary>`millrace history`: the runs of a folder over time, and what the newest shows beside those before it.</summary>
internal sealed class HistoryCommand : DocumentedCommand
{
    private static readonly string[] Formats = ["md", "text", "html", "json"];

    private readonly Argument<string> _folder = new("folder") { Description = "A folder of runs, such as results; the runs of suites in it count too." };
    private readonly Knob<string?> _format = new("output", "--format", "name", "md, text (for a terminal), html or json.", "md", "--format text");
    private readonly Knob<string?> _out = new("output", "--out", "file", "Write to a file instead of standard output.");

    private readonly Knob<string?> _last = new("output", "--last", "count", "The newest runs of each group to show; all of them count.", "100", "--last 20");

    public HistoryCommand()
        : base("history", "Shows the runs of a folder over time, with a verdict on their trends.")
    {
        Add(_folder);
        Add(_last);
        Add(_format);
        Add(_out);
    }

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("history results --format text", "Every run under results/, on a screen."),
        ("history results --out history.md", "The same as a Markdown page, written to a file."),
        ("history results --format html --out history.html", "As one HTML file."),
        ("history results --format json", "The same for a program."),
    ];

    public override string Notes =>
        """
        Runs are compared only where their fingerprints are equal: the same system, profile, load and class of machine; the
        others stand in groups of their own. The newest run is held against the median of the earlier ones, and a run from
        which on a figure stands on another level is marked, with its commit. Notes are what --note and --label gave a run.
        From 50 runs on, what was read is kept in history.jsonl in the folder; it may be deleted at any time.
        """;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        var values = new ValueReader(parsed, "millrace history");
        string format = values.Text(_format) ?? "md";
        if (!Formats.Contains(format))
        {
            throw new ComplaintException(ParseComplaints.UnknownName("format", format, "--format of `millrace history`", Formats, "millrace history --help"));
        }

        int last = (int)(values.Whole(_last, 1, 1_000_000) ?? HistoryFile.Shown);
        if (values.Complaints.Count > 0)
        {
            throw new ComplaintException(values.Complaints);
        }

        HistoryFile history = HistoryReader.Read(parsed.GetRequiredValue(_folder), last, terminal.Error.WriteLine);
        return ReportCommand.Write(
            format switch
            {
                "json" => history.ToJson(),
                "html" => HtmlReport.Render(history),
                "text" => HistoryReport.Text(history),
                _ => HistoryReport.Markdown(history),
            },
            values.Text(_out),
            terminal);
    }
}
