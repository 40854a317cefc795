using System.CommandLine;

namespace Millrace.Cli.CommandLine;

/// <summary>
/// An option with its documentation. Values stay text here and are judged by the command, all at once, so that every
/// error has the one shape of <see cref="Complaint"/>.
/// </summary>
internal sealed class Knob<T> : Option<T>, IKnob
{
    public Knob(string group, string name, string? value, string description, string? @default = null, string? example = null)
        : base(name)
    {
        Group = group;
        HelpName = value;
        Description = description;
        Default = @default;
        Example = example;
    }

    public string Group { get; }

    public string? Default { get; }

    public string? Example { get; }

    /// <summary>True where its values are name=value, so that those of a scenario file and of the command line are joined by name.</summary>
    public bool IsNamed => HelpName is { } value && (value.StartsWith("name=", StringComparison.Ordinal) || value.StartsWith("key=", StringComparison.Ordinal));
}
