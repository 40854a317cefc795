namespace Millrace.Faults;

/// <summary>A kind of fault on the network path: how a timeline writes it, and what the fault proxy's API calls its settings.</summary>
public abstract class PathFaultKind : IFault
{
    private protected const string DirectionName = "direction";
    private protected const string ToxicityName = "toxicity";

    /// <summary>Towards the target.</summary>
    internal const string Upstream = "upstream";

    /// <summary>Towards the clients.</summary>
    internal const string Downstream = "downstream";

    /// <summary>Both ways.</summary>
    internal const string Both = "both";

    /// <inheritdoc/>
    public abstract FaultInfo Info { get; }

    /// <summary>What the API takes under <c>attributes</c>.</summary>
    internal abstract IReadOnlyList<PathAttribute> Attributes { get; }

    /// <inheritdoc/>
    public virtual string? Check(FaultArguments arguments)
    {
        IReadOnlyDictionary<string, double> attributes = ToAttributes(arguments);
        return Attributes.Select(a => a.Refuse(attributes[a.Name])).FirstOrDefault(problem => problem is not null) ?? CheckValues(attributes);
    }

    /// <inheritdoc/>
    public string? Check(FaultArguments arguments, IFaultTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        string kind = Word(Info.Scope);
        return target.Path switch
        {
            null => $"{Info.Name} works on the {kind} path to the target, and there is no fault proxy on this run's path; the lab puts one before targets that it reaches over {kind}",
            { Scope: var scope } when scope != Info.Scope => $"{Info.Name} works on {kind}, and this target is reached over {Word(scope)}{Instead(scope)}",
            _ => null,
        };
    }

    /// <inheritdoc/>
    public virtual TimeSpan? HoldFor(FaultArguments arguments) => null;

    /// <inheritdoc/>
    public FaultInstance Create(FaultArguments arguments, FaultContext context)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(context);
        // Drawn, not counted: two faults of a kind on one timeline must not meet under one name, and one seed gives one name.
        string name = $"{Info.Name}_{context.Random.Next():x8}";
        return new PathFaultInstance(Info, new PathFault(name, Info.Name, StreamOf(arguments), ToxicityOf(arguments), ToAttributes(arguments)), context.Target);
    }

    /// <summary>What is wrong with these attributes taken together, or null. Each alone was checked.</summary>
    internal virtual string? CheckValues(IReadOnlyDictionary<string, double> attributes) => null;

    /// <summary>The API's settings of a timeline's arguments.</summary>
    internal abstract IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments);

    private protected static FaultParameter Direction(string otherwise) =>
        new(DirectionName, FaultParameterKind.Choice, otherwise, "which way: towards the target, towards the clients, or both") { Choices = [Upstream, Downstream, Both] };

    private protected static FaultParameter Toxicity(string share) => new(ToxicityName, FaultParameterKind.Share, "100%", $"the share of {share} that it strikes");

    /// <summary>What to say where a parameter without a default is not given.</summary>
    private protected string? Required(FaultArguments arguments, string name, string example) =>
        arguments.IsGiven(name) ? null : $"{Info.Name} needs its {name}, as in {Info.Name}({example})";

    private protected static double Milliseconds(FaultArguments arguments, string name) => arguments.Duration(name).TotalMilliseconds;

    private static string Word(FaultScope scope) => scope switch { FaultScope.Udp => "UDP", FaultScope.Tcp => "TCP", _ => "a process" };

    private static string Instead(FaultScope scope)
    {
        string[] fitting = [.. FaultCatalog.All.Faults.Where(f => f.Info.Scope == scope).Select(f => f.Info.Name)];
        return fitting.Length == 0 ? "" : $"; faults for it: {string.Join(", ", fitting)}";
    }

    private string StreamOf(FaultArguments arguments) => Has(DirectionName) ? arguments.Text(DirectionName) : Both;

    private double ToxicityOf(FaultArguments arguments) => Has(ToxicityName) ? arguments.Share(ToxicityName) : 1;

    private bool Has(string name) => Info.Parameters.Any(p => p.Name == name);
}
