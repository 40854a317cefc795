namespace Millrace.WebSockets;

/// <summary>
/// By which names a server lets itself be called. A page whose own name is made to point at the server (DNS rebinding) has an Origin that equals the
/// request's Host; only a server that knows its names can tell that it is a stranger's.
/// </summary>
public sealed record HostPolicy
{
    /// <summary>Every name; <see cref="OriginPolicy"/> then trusts whatever the client calls the server.</summary>
    public static HostPolicy Any { get; } = new() { AllowAny = true };

    /// <summary>This machine's names and addresses alone: for a server that listens on loopback.</summary>
    public static HostPolicy Local { get; } = new();

    /// <summary>Host names beside localhost and its subdomains and beside addresses written as numbers; without port, in any case of letters.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Takes every name.</summary>
    public bool AllowAny { get; init; }

    /// <summary>True when a request with this Host field, its port included, is meant for this server.</summary>
    public bool Allows(string host)
    {
        if (AllowAny)
        {
            return true;
        }

        if (!Uri.TryCreate($"http://{host}", UriKind.Absolute, out Uri? url) || url is not { UserInfo: "", PathAndQuery: "/", Fragment: "" })
        {
            return false;
        }

        // No name is looked up for an address, so none can be made to point here.
        string name = url.IdnHost.TrimEnd('.');
        return url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || Allowed.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    internal IEnumerable<string> Validate() =>
        from name in Allowed
        where Uri.CheckHostName(name) != UriHostNameType.Dns
        select $"Hosts.Allowed holds '{name}', which is no host name; write it without scheme and port, such as gateway.example.org.";
}
