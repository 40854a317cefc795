using Millrace.Cli.CommandLine;
using Millrace.Cli.Reporting;
using Millrace.Cli.Telemetry;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>What is to become of runs, whatever their scenarios: where their files go, and what is printed and judged.</summary>
internal sealed record RunOptions
{
    /// <summary>Whether a generator-limited run is an error: --strict says so, and so does a threshold on the command line; a profile's own do not.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether each run is followed by a pass that samples the target.</summary>
    public bool ProfileTarget { get; init; }

    public bool Json { get; init; }

    public bool Quiet { get; init; }

    public string? OutputFolder { get; init; }

    /// <summary>The earlier runs to print beside each of these.</summary>
    public IReadOnlyList<SampleSet>? Against { get; init; }

    /// <summary>The reports that are written beside those which every run has.</summary>
    public IReadOnlyList<ReportOrder> Reports { get; init; } = [];

    /// <summary>Where the figures of the running lab can be seen; null where nobody wants them.</summary>
    public TelemetryOptions? Telemetry { get; init; }

    /// <summary>Reads the options that stand beside every scenario.</summary>
    public static RunOptions Read(ValueReader values, RunKnobs knobs) => new()
    {
        Strict = values.Flag(knobs.Strict) || values.Given(knobs.Threshold),
        ProfileTarget = values.Flag(knobs.ProfileTarget),
        Json = values.Flag(knobs.Json),
        Quiet = values.Flag(knobs.Quiet),
        OutputFolder = values.Text(knobs.Out),
        Against = ReadAgainst(values, knobs),
        Telemetry = TelemetryOptions.Read(values, knobs),
        Reports = ReportOrders.Read(values, knobs.Report),
    };

    private static IReadOnlyList<SampleSet>? ReadAgainst(ValueReader values, RunKnobs knobs)
    {
        if (!values.Given(knobs.Against) || values.Text(knobs.Against) is not { } path)
        {
            return null;
        }

        try
        {
            return SampleReader.Read(path, _ => { });
        }
        catch (RunFileException unreadable)
        {
            values.Refuse(knobs.Against, unreadable.Message, "name the folder of an earlier run, such as results/latest, or a baseline file");
            return null;
        }
    }
}
