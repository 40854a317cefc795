namespace Millrace.Faults;

/// <summary>A proxy as it is asked for: its name, its two ends, and the faults that it has from its first connection on.</summary>
/// <param name="Name">Names it in the API and in the ready line.</param>
/// <param name="Listen">Where it listens: <c>host:port</c> for TCP, <c>udp://host:port</c> for UDP; port 0 lets the system choose.</param>
/// <param name="Upstream">Where it passes traffic on to, in the same form and of the same kind.</param>
public sealed record ProxyDefinition(string Name, string Listen, string Upstream)
{
    private const int LongestName = 200;

    /// <summary>False: it exists and does not listen yet. Default: true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Its faults, which hold before it accepts anyone.</summary>
    public IReadOnlyList<PathFault> Faults { get; init; } = [];

    /// <summary>What its chance is drawn from; null: from the server's seed and its name.</summary>
    public long? Seed { get; init; }

    /// <summary>What it carries, by the form of its upstream.</summary>
    public FaultScope Scope => ProxyAddress.TryParse(Upstream, listens: false, out ProxyAddress address, out _) ? address.Scope : FaultScope.Tcp;

    /// <summary>Reads <c>NAME=LISTEN&gt;UPSTREAM</c>, such as <c>rabbit=127.0.0.1:0&gt;127.0.0.1:5672</c>. Throws <see cref="FormatException"/>.</summary>
    public static ProxyDefinition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        int arrow = text.IndexOf('>', StringComparison.Ordinal);
        if (equals <= 0 || arrow < equals)
        {
            throw new FormatException($"'{text}' is no proxy: write NAME=LISTEN>UPSTREAM, such as 'rabbit=127.0.0.1:0>127.0.0.1:5672'");
        }

        ProxyDefinition read = new(text[..equals].Trim(), text[(equals + 1)..arrow].Trim(), text[(arrow + 1)..].Trim());
        IReadOnlyList<string> errors = read.Validate();
        return errors.Count == 0 ? read : throw new FormatException(string.Join(' ', errors));
    }

    /// <summary>All that is wrong, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (Name.Length is 0 or > LongestName || Name.Any(c => char.IsControl(c) || c == '/'))
        {
            errors.Add($"A proxy's name is '{(Name.Length > LongestName ? Name[..20] + "…" : Name)}'; it must have 1 to {LongestName} characters and neither '/' nor control characters.");
        }

        bool listens = ProxyAddress.TryParse(Listen, listens: true, out ProxyAddress listen, out string problem);
        if (!listens) { errors.Add($"Proxy '{Name}', listen: {problem}."); }
        if (!ProxyAddress.TryParse(Upstream, listens: false, out ProxyAddress upstream, out problem)) { errors.Add($"Proxy '{Name}', upstream: {problem}."); }
        else if (listens && listen.Scope != upstream.Scope && Listen.Contains("://", StringComparison.Ordinal))
        {
            errors.Add($"Proxy '{Name}' listens on {listen.Url} and passes on to {upstream.Url}: both must be TCP, or both UDP.");
        }

        return errors;
    }

    /// <summary>The two ends of a valid definition; a listening end without a scheme has its upstream's.</summary>
    internal (ProxyAddress Listen, ProxyAddress Upstream) Ends()
    {
        _ = ProxyAddress.TryParse(Listen, listens: true, out ProxyAddress listen, out _);
        _ = ProxyAddress.TryParse(Upstream, listens: false, out ProxyAddress upstream, out _);
        return (listen with { Scope = upstream.Scope }, upstream);
    }
}
