using System.CommandLine;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Hosting;

namespace Millrace.Cli.Serving;

/// <summary>What a system brings to `millrace serve`: its options, its help and the way from them to a server.</summary>
internal abstract class ServedSystem
{
    /// <summary>As typed after `millrace serve`.</summary>
    public abstract string Name { get; }

    /// <summary>What runs, as one sentence.</summary>
    public abstract string Description { get; }

    /// <summary>The options that every system has.</summary>
    public abstract ServeKnobs Shared { get; }

    /// <summary>Every option, the shared ones among them, in the order of the help page.</summary>
    public abstract IReadOnlyList<Option> Options { get; }

    public abstract IReadOnlyList<(string Line, string Does)> Examples { get; }

    /// <summary>A paragraph under the options.</summary>
    public abstract string Notes { get; }

    /// <summary>How the command is typed, as errors name it.</summary>
    public string Command => $"millrace serve {Name}";

    /// <summary>Reads the options; what is wrong with them goes to <paramref name="values"/>, and only where nothing is may the server be made.</summary>
    public abstract Func<ILoggerFactory, ISystemServer> Read(ValueReader values, Func<string, string?> environment);

    /// <summary>Reads how the server's life goes beside its port.</summary>
    public virtual ServerLifeOptions Life(ValueReader values) => ServeReader.Life(values, Shared);

    /// <summary>Puts what a server's own options say of themselves among the complaints, unless a value could not even be read.</summary>
    public void Judge(ValueReader values, IReadOnlyList<string> problems)
    {
        foreach (string problem in values.Complaints.Count == 0 ? problems : [])
        {
            values.Add(Complaint.Usage(problem.TrimEnd('.'), $"the options of `{Command}`", $"`{Command} --help` shows ranges and defaults"));
        }
    }
}
