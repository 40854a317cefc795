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
}
