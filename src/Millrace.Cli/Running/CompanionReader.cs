using Millrace.Cli.CommandLine;
using Millrace.Cli.Values;
using Millrace.Engine;
using Millrace.Engine.Targets;

namespace Millrace.Cli.Running;

/// <summary>Reads what a command line says of the processes that belong to a target, and of its further addresses.</summary>
internal static class CompanionReader
{
    private const string Backend = "backend";

    public static Scenario Read(ValueReader values, RunKnobs knobs, Scenario scenario)
    {
        var programs = new Dictionary<string, TargetProgram>(StringComparer.Ordinal);
        string[] known = [.. scenario.System.Info.Companions.Select(companion => companion.Name)];
        if (values.Text(knobs.BackendCommand) is { } backend)
        {
            if (known.Contains(Backend))
            {
                Add(Backend, backend, knobs.BackendCommand);
            }
            else
            {
                values.Refuse(knobs.BackendCommand, $"{scenario.System.Info.Name} has no backend", "leave --backend-command out");
            }
        }

        foreach ((string name, string command) in values.Pairs(knobs.CompanionCommand))
        {
            if (!known.Contains(name))
            {
                values.RefuseName(knobs.CompanionCommand, "process", name, known, "millrace list");
            }
            else if (programs.ContainsKey(name))
            {
                values.Refuse(knobs.CompanionCommand, $"--backend-command and --companion-command {name}= are the same", "give one of them");
            }
            else
            {
                Add(name, command, knobs.CompanionCommand);
            }
        }

        return scenario with { CompanionPrograms = programs, TargetAddresses = ReadAddresses(values, knobs) };

        void Add(string name, string command, System.CommandLine.Option knob)
        {
            if (CommandWords.TryParse(command, out IReadOnlyList<string> words, out string? problem))
            {
                programs[name] = new TargetProgram(words[0], [.. words.Skip(1)]);
            }
            else
            {
                values.Refuse(knob, $"\"{command}\" is no command: {problem}");
            }
        }
    }

    private static Dictionary<string, Uri> ReadAddresses(ValueReader values, RunKnobs knobs)
    {
        var addresses = new Dictionary<string, Uri>(StringComparer.Ordinal);
        if (values.Given(knobs.TargetAddresses) && !values.Given(knobs.TargetAddress))
        {
            values.Refuse(knobs.TargetAddresses, "--target-address is about a server that runs already, and no --target is given", "add --target, or leave it out");
        }

        foreach ((string name, string text) in values.Pairs(knobs.TargetAddresses))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Host.Length > 0 && address.Port is > 0 and <= 65535)
            {
                addresses[name] = address;
            }
            else
            {
                values.Refuse(knobs.TargetAddresses, $"\"{text}\" is not an address with host and port", $"write {name}=tcp://host:port");
            }
        }

        return addresses;
    }
}
