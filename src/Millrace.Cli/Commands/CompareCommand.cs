using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Running;
using Millrace.Reports.Comparing;
using Millrace.Results;

namespace Millrace.Cli.Commands;

/// <summary>`millrace compare`: faster, same, slower or unknown, of two runs or two sets of repeats.</summary>
internal sealed class CompareCommand : DocumentedCommand
{
    private readonly Argument<string?> _before = new("before") { Description = "A run's folder, a suite's folder (its repeats, or its profiles pairwise), or a baseline file.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _after = new("after") { Description = "The same of what is to be judged.", Arity = ArgumentArity.ZeroOrOne };
    private readonly CompareKnobs _knobs = new();

    public CompareCommand()
        : base("compare", "Judges two runs or two sets of repeats: faster, same, slower or unknown, with confidence.")
    {
        Add(_before);
        Add(_after);
        foreach (Option option in _knobs.All)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("compare results/a results/b", "Two runs, or two suites of repeats, on a screen."),
        ("compare results/latest --save-baseline perf/baseline.json", "Keep a run's or a suite's samples in a file for the repository."),
        ("compare perf/baseline.json results/latest --format md", "For a pull request: Markdown, and exit code 1 where a figure is slower."),
        ("compare --before results/a1 results/a2 results/a3 --after results/b1 results/b2 results/b3", "Runs made one by one; the more, the smaller a change can be shown."),
    ];

    public override string Notes =>
        """
        Sides are judged only where system, profile, parameters, planned faults and the class of machine are equal, every run
        ran to its end and the generators fared alike; otherwise the exit code is 2 and standard error names what differs. It is 2
        as well where nothing could have come out slower (one run against one without blocks, a profile that is missing now).
        Verdicts: docs/guide/comparing.md.
        """;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        CompareRequest request = CompareRequest.Read(parsed, parsed.GetValue(_before), parsed.GetValue(_after), _knobs);
        List<SampleSet> before = ReadSide(request.Before, terminal), after = ReadSide(request.After, terminal);
        Save(request, after.Count > 0 ? after : before);
        if (after.Count == 0)
        {
            terminal.Error.WriteLine($"baseline: {request.SaveBaseline}");
            return (int)ExitCode.Ok;
        }

        var comparison = Comparison.Of(before, after, request.Options);
        if (comparison.Refusals.Count > 0)
        {
            throw new ComplaintException([.. comparison.Refusals.Select(refusal => Refuse(refusal, request))]);
        }

        ReportCommand.Write(
            request.Format switch
            {
                "json" => comparison.ToJson(),
                "html" => ComparisonReport.Html(comparison),
                "md" => ComparisonReport.Markdown(comparison),
                _ => ComparisonReport.Text(comparison),
            },
            request.Out,
            terminal);
        if (request.FailOn.Contains(comparison.Verdict))
        {
            return (int)ExitCode.VerdictFailed;
        }

        // A gate that cannot fail is no gate. Who only wants the page says so.
        return request.FailOn.Count == 0 || comparison.Gaps.Count == 0 ? (int)ExitCode.Ok
            : throw new ComplaintException([.. comparison.Gaps.Select(gap => Complaint.Usage(gap, Sides(request), "give both sides the same profiles and enough repeats (--repeats 8), or say --fail-on never"))]);
    }

    private static string Sides(CompareRequest request) => $"{string.Join(", ", request.Before)} and {string.Join(", ", request.After)}";

    private static Complaint Refuse(string refusal, CompareRequest request) => Complaint.Usage(
        refusal,
        Sides(request),
        refusal.Contains("different machines", StringComparison.Ordinal) ? "repeat one side on the other's machine, or say --across-machines"
            : refusal.Contains("to be believed", StringComparison.Ordinal) ? "repeat those runs with a smaller load or more cores for the generator, leave them out, or say --allow-invalid"
            : "compare runs of one profile with equal parameters");

    private static List<SampleSet> ReadSide(IReadOnlyList<string> paths, Terminal terminal)
    {
        var sets = new List<SampleSet>();
        var complaints = new List<Complaint>();
        foreach (string path in paths)
        {
            try
            {
                sets.AddRange(SampleReader.Read(path, terminal.Error.WriteLine, alone: paths.Count == 1));
            }
            catch (RunFileException unreadable)
            {
                complaints.Add(Complaint.Usage(unreadable.Message.TrimEnd('.'), path, "name a run's or a suite's folder, such as results/latest, or a baseline file"));
            }
        }

        return complaints.Count > 0 ? throw new ComplaintException(complaints) : sets;
    }

    // Written before anybody is refused or judged: a new baseline is mostly made because the old one no longer fits.
    private static void Save(CompareRequest request, IReadOnlyList<SampleSet> side)
    {
        if (request.SaveBaseline is not { } file)
        {
            return;
        }

        try
        {
            Comparison.Baseline(side).Write(file);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ComplaintException(LabComplaints.Unwritable(file, cause));
        }
    }
}
