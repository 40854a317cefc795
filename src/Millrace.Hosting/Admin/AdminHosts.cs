namespace Millrace.Hosting.Admin;

/// <summary>
/// By which names an admin endpoint on loopback lets itself be called. A stranger's web page may make its own name point at 127.0.0.1 (DNS rebinding); to the
/// browser the endpoint is then a part of that page's site, and only the Host field tells.
/// </summary>
internal static class AdminHosts
{
    /// <summary>True for localhost, names below it, and addresses written as numbers: no name is looked up for those, so none can be made to point here.</summary>
    public static bool AreOurs(string host)
    {
        if (!Uri.TryCreate($"http://{host}", UriKind.Absolute, out Uri? url) || url is not { UserInfo: "", PathAndQuery: "/", Fragment: "" })
        {
            return false;
        }

        string name = url.IdnHost.TrimEnd('.');
        return url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
