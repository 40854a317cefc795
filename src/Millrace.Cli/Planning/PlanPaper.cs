using Millrace.Cli.Running;
using Millrace.Cli.Scenarios;

namespace Millrace.Cli.Planning;

/// <summary>Carries out `--dry-run --yaml`: what was asked for, as a scenario file.</summary>
internal sealed class PlanPaper(RunRequest request, ScenarioKeys keys, Terminal terminal)
{
    public int Run()
    {
        if (request.Sources.Count == 0)
        {
            throw new ComplaintException(Complaint.Usage("a scenario file drives one system, and this drives several", "--yaml of `millrace run`", "name a system"));
        }

        if (request.Options.Json)
        {
            throw new ComplaintException(Complaint.Usage("--json and --yaml exclude each other: one is the plan, the other a scenario file", "--yaml of `millrace run`", "leave one of them out"));
        }

        string page = new ScenarioWriter(keys).Write(request.Title, request.Sources.Count == 1
            ? [("", request.Sources[0])]
            : [.. request.Sources.Select((values, i) => (request.Runs[i].Folder, values))]);
        terminal.Out.Write(page);
        if (page.Contains(":***@", StringComparison.Ordinal))
        {
            terminal.Error.WriteLine("the password of an address was left out: write it into the file, or give the address on the command line");
        }

        return (int)ExitCode.Ok;
    }
}
