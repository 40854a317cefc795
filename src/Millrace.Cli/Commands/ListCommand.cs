using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Listing;
using Millrace.Cli.Scenarios;

namespace Millrace.Cli.Commands;

/// <summary>`millrace list`: everything that a command line may name.</summary>
internal sealed class ListCommand : DocumentedCommand
{
    private readonly Composition _composition;
    private readonly Knob<bool> _schema = new("output", "--schema", null, "The JSON schema of scenario files, for editors.");
    private readonly Knob<bool> _json = new("output", "--json", null, "As JSON.");

    public ListCommand(Composition composition)
        : base("list", "Lists systems, profiles, modes, fault kinds and load models.")
    {
        _composition = composition;
        Add(_json);
        Add(_schema);
    }

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("list", "Everything, for reading."),
        ("list --json", "The same for a program."),
        ("list --schema > scenario.schema.json", "The schema that editors check scenario files by: docs/guide/scenarios.md."),
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(_schema))
        {
            terminal.Out.Write(ScenarioSchema.Render(new ScenarioKeys(new RunKnobs()), _composition.Systems));
            return (int)ExitCode.Ok;
        }

        Catalog catalog = Catalog.Of(_composition);
        terminal.Out.Write(parsed.GetValue(_json) ? CatalogJson.Render(catalog) : CatalogText.Render(catalog));
        return (int)ExitCode.Ok;
    }
}
