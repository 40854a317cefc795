using System.CommandLine;

namespace Millrace.Cli.CommandLine;

/// <summary>A command with the pieces that its help page and the guide need.</summary>
internal abstract class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines to copy, each with a word on what it does.</summary>
    public abstract IReadOnlyList<(string Line, string Does)> Examples { get; }

    /// <summary>A paragraph under the options; empty for none.</summary>
    public virtual string Notes => "";

    /// <summary>How it is typed after `millrace`; more than one word where a command has commands of its own.</summary>
    public virtual string Typed => Name;

    /// <summary>The command that these arguments are for, with what is left for it: itself, unless it has commands of its own.</summary>
    public virtual (DocumentedCommand Command, IReadOnlyList<string> Arguments) Narrow(IReadOnlyList<string> arguments) => (this, arguments);

    /// <summary>Does the work. Throws <see cref="ComplaintException"/> for what a person can mend.</summary>
    public abstract int Run(ParseResult parsed, Terminal terminal);
}
