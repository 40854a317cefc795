using System.CommandLine;
using System.Globalization;
using Millrace.Cli.CommandLine;
using Millrace.Reports.Comparing;

namespace Millrace.Cli.Running;

/// <summary>What one `millrace compare` asks for.</summary>
internal sealed record CompareRequest
{
    private const string Command = "millrace compare";

    public required IReadOnlyList<string> Before { get; init; }

    /// <summary>Empty where only a baseline is to be written of the first side.</summary>
    public required IReadOnlyList<string> After { get; init; }

    public required ComparisonOptions Options { get; init; }

    /// <summary>text, md, html or json.</summary>
    public required string Format { get; init; }

    /// <summary>The verdicts that end with exit code 1.</summary>
    public required IReadOnlyList<ChangeVerdict> FailOn { get; init; }

    public string? Out { get; init; }

    public string? SaveBaseline { get; init; }

    /// <summary>Reads the command line; throws <see cref="ComplaintException"/> with everything that is wrong with it.</summary>
    public static CompareRequest Read(ParseResult parsed, string? first, string? second, CompareKnobs knobs)
    {
        var values = new ValueReader(parsed, Command);
        string[] before = [.. first is null ? [] : new[] { first }, .. values.Texts(knobs.Before)], after = [.. second is null ? [] : new[] { second }, .. values.Texts(knobs.After)];
        if (first is not null && (values.Given(knobs.Before) || values.Given(knobs.After)))
        {
            values.Refuse(knobs.Before, "the sides are given twice: as arguments, and by --before or --after", "name them once, for example `millrace compare results/a results/b`");
        }
        else if (before.Length == 0 || (after.Length == 0 && !values.Given(knobs.SaveBaseline)))
        {
            values.Add(Complaint.Usage("two sides are needed", $"the arguments of `{Command}`", "for example `millrace compare results/a results/b`, or one side with --save-baseline"));
        }

        var request = new CompareRequest
        {
            Before = before,
            After = after,
            Options = new ComparisonOptions
            {
                Threshold = Percent(values, knobs.Threshold, 0.1, 100) / 100 ?? new ComparisonOptions().Threshold,
                Confidence = Percent(values, knobs.Confidence, 80, 99.9) / 100 ?? new ComparisonOptions().Confidence,
                Metrics = ReadMetrics(values, knobs),
                AcrossMachines = values.Flag(knobs.AcrossMachines),
                AllowInvalid = values.Flag(knobs.AllowInvalid),
            },
            Format = values.OneOf(knobs.Format, "format", ("text", "text"), ("md", "md"), ("html", "html"), ("json", "json")),
            FailOn = values.OneOf<IReadOnlyList<ChangeVerdict>>(knobs.FailOn, "verdict", ("slower", [ChangeVerdict.Slower]), ("unknown", [ChangeVerdict.Slower, ChangeVerdict.Unknown]), ("never", [])),
            Out = values.Text(knobs.Out),
            SaveBaseline = values.Text(knobs.SaveBaseline),
        };
        return values.Complaints.Count > 0 ? throw new ComplaintException(values.Complaints) : request;
    }

    private static double? Percent(ValueReader values, Knob<string?> knob, double least, double most)
    {
        if (values.Text(knob) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text.TrimEnd('%').TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) && percent >= least && percent <= most)
        {
            return percent;
        }

        values.Refuse(knob, string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is not a percentage from {least} to {most}"));
        return null;
    }

    private static IReadOnlyList<string> ReadMetrics(ValueReader values, CompareKnobs knobs)
    {
        if (values.Text(knobs.Metrics) is not { } text)
        {
            return Metric.JudgedByDefault;
        }

        string[] names = [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct()];
        string[] known = [.. Metric.All.Select(metric => metric.Name)];
        foreach (string name in names.Except(known))
        {
            values.Add(ParseComplaints.UnknownName("metric", name, $"--metrics of `{Command}`", known, $"{Command} --help"));
        }

        return names;
    }
}
