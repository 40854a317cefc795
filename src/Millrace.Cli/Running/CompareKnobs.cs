using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Running;

/// <summary>The options of `millrace compare`.</summary>
internal sealed class CompareKnobs
{
    private const string Sides = "sides", Judging = "judging", Output = "output";

    public Knob<string[]> Before { get; } = new(Sides, "--before", "paths", "The first side as several runs, suites or baseline files, which repeat each other.", null, "--before results/a1 results/a2 --after results/b1 results/b2")
    {
        AllowMultipleArgumentsPerToken = true,
    };

    public Knob<string[]> After { get; } = new(Sides, "--after", "paths", "The second side, likewise.") { AllowMultipleArgumentsPerToken = true };

    public Knob<bool> AcrossMachines { get; } = new(Sides, "--across-machines", null, "Judge sides that ran on different machines, and say so in large letters.");

    public Knob<bool> AllowInvalid { get; } = new(Sides, "--allow-invalid", null,
        "Judge runs although some did not run to their end, or their generators fared differently or were the limit; what speaks against them is said.");

    public Knob<string?> Threshold { get; } = new(Judging, "--threshold", "percent", "The least change that matters.", "3%", "--threshold 5%");

    public Knob<string?> Confidence { get; } = new(Judging, "--confidence", "percent", "How sure a verdict has to be, from 80 to 99.9.", "95", "--confidence 99");

    public Knob<string?> Metrics { get; } = new(Judging, "--metrics", "list", "The figures that make the verdict, of rate, p50, p90, p99, cpu, memory, errors, loss; the others are shown.",
        "rate,p50,p99,cpu,errors,loss", "--metrics rate,p99");

    public Knob<string?> FailOn { get; } = new(Judging, "--fail-on", "what", "When to end with exit code 1: slower, unknown (slower or unknown) or never.", "slower", "--fail-on never");

    public Knob<string?> Format { get; } = new(Output, "--format", "name", "text (for a terminal), md (for a pull request), html or json.", "text", "--format md");

    public Knob<string?> Out { get; } = new(Output, "--out", "file", "Write to a file instead of standard output.");

    public Knob<string?> SaveBaseline { get; } = new(Output, "--save-baseline", "file",
        "Keep the samples of the second side (or of the only one) in a small file for the repository, which can be a side later.", null, "--save-baseline perf/baseline.json");

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All => [Before, After, AcrossMachines, AllowInvalid, Threshold, Confidence, Metrics, FailOn, Format, Out, SaveBaseline];
}
