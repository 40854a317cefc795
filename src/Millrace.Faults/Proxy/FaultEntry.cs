namespace Millrace.Faults;

/// <summary>A fault that a proxy has: its kind, and its settings with the defaults filled in.</summary>
internal sealed record FaultEntry(PathFaultKind Kind, PathFault Fault)
{
    /// <summary>True where it works towards the upstream.</summary>
    public bool IsUp => Fault.Stream != PathFaultKind.Downstream;

    /// <summary>True where it works towards the clients.</summary>
    public bool IsDown => Fault.Stream != PathFaultKind.Upstream;

    /// <summary>True where it closes the port.</summary>
    public bool ClosesPort => Kind is TcpFault { ClosesPort: true };

    /// <summary>The settings of one stage of it.</summary>
    public FaultSettings Settings(Random random) => new(Fault.Attributes, random);

    /// <summary>Checks a fault for a proxy of this scope and fills in what is not given. Throws <see cref="ProxyApiException"/> in the words of Toxiproxy where it has some.</summary>
    public static FaultEntry Of(PathFault fault, FaultScope scope)
    {
        if (fault.Stream is not (PathFaultKind.Upstream or PathFaultKind.Downstream or PathFaultKind.Both))
        {
            throw new ProxyApiException(400, "stream was invalid, can be either upstream or downstream");
        }

        if (FaultCatalog.All.Find(fault.Type) is not PathFaultKind kind) { throw new ProxyApiException(400, "invalid toxic type"); }
        if (kind.Info.Scope != scope)
        {
            throw new ProxyApiException(400, $"invalid toxic type: {fault.Type} works on {Word(kind.Info.Scope)}, and this proxy carries {Word(scope)}");
        }

        if (!(fault.Toxicity is >= 0 and <= 1)) { throw new ProxyApiException(400, FormattableString.Invariant($"toxicity is {fault.Toxicity}; it must be from 0 to 1")); }
        if (fault.Name.Length is 0 or > 200 || fault.Name.Contains('/', StringComparison.Ordinal))
        {
            throw new ProxyApiException(400, "a toxic's name must have 1 to 200 characters and no '/'");
        }

        if (fault.Attributes.Keys.FirstOrDefault(k => !kind.Attributes.Any(a => a.Name == k)) is { } unknown)
        {
            string known = kind.Attributes.Count == 0 ? "none" : string.Join(", ", kind.Attributes.Select(a => a.Name));
            throw new ProxyApiException(400, $"{fault.Type} has no attribute '{(unknown.Length > 40 ? unknown[..40] + "…" : unknown)}'; it has {known}");
        }

        Dictionary<string, double> whole = kind.Attributes.ToDictionary(a => a.Name, a => fault.Attributes.TryGetValue(a.Name, out double given) ? given : a.Default);
        string? problem = kind.Attributes.Select(a => a.Refuse(whole[a.Name])).FirstOrDefault(p => p is not null) ?? kind.CheckValues(whole);
        return problem is null ? new FaultEntry(kind, fault with { Attributes = whole }) : throw new ProxyApiException(400, problem);
    }

    private static string Word(FaultScope scope) => scope == FaultScope.Udp ? "UDP" : "TCP";
}
