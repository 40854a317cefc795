using System.CommandLine;

namespace Millrace.Cli.CommandLine;

/// <summary>A command with the pieces that its help page and the guide need.</summary>
internal abstract class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines to copy, each with a word on what it does.</summary>
    public abstract IReadOnlyList<(string Line, string Does)> Examples { get; }

    /// <summary>A paragraph under the options; empty for none.</summary>
    public virtual string Notes => "";

    /// <summary>Does the work. Throws <see cref="ComplaintException"/> for what a person can mend.</summary>
    public abstract int Run(ParseResult parsed, Terminal terminal);
}
