using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Running;
using Millrace.Reports;

namespace Millrace.Cli.Commands;

/// <summary>`millrace history`: the runs of a folder over time, and what the newest shows beside those before it.</summary>
internal sealed class HistoryCommand : DocumentedCommand
{
    private static readonly string[] Formats = ["md", "text", "json"];

    private readonly Argument<string> _folder = new("folder") { Description = "A folder of runs, such as results; the runs of suites in it count too." };
    private readonly Knob<string?> _format = new("output", "--format", "name", "md, text (for a terminal) or json.", "md", "--format text");
    private readonly Knob<string?> _out = new("output", "--out", "file", "Write to a file instead of standard output.");

    public HistoryCommand()
        : base("history", "Shows the runs of a folder over time, with a verdict on their trends.")
    {
        Add(_folder);
        Add(_format);
        Add(_out);
    }

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("history results --format text", "Every run under results/, on a screen."),
        ("history results --out history.md", "The same as a Markdown page, written to a file."),
        ("history results --format json", "The same for a program."),
    ];

    public override string Notes =>
        """
        Runs are compared only where their fingerprints are equal: the same system, profile, load and class of machine; the
        others stand in groups of their own. The newest run is held against the median of the earlier ones. Notes are what
        --note and --label gave a run.
        """;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        var values = new ValueReader(parsed, "millrace history");
        string format = values.Text(_format) ?? "md";
        if (!Formats.Contains(format))
        {
            throw new ComplaintException(ParseComplaints.UnknownName("format", format, "--format of `millrace history`", Formats, "millrace history --help"));
        }

        HistoryFile history = HistoryReader.Read(parsed.GetRequiredValue(_folder));
        return ReportCommand.Write(
            format switch
            {
                "json" => history.ToJson(),
                "text" => HistoryReport.Text(history),
                _ => HistoryReport.Markdown(history),
            },
            values.Text(_out),
            terminal);
    }
}
