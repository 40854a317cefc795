namespace Millrace.WebSockets;

/// <summary>
/// Which web pages may connect. Browsers send cookies with cross-site WebSocket requests and no other rule stops them, so the
/// default takes only pages of the same host and clients that are no browsers.
/// </summary>
public sealed record OriginPolicy
{
    /// <summary>Same host, or no Origin at all.</summary>
    public static OriginPolicy Default { get; } = new();

    /// <summary>Every page of every site. Only for servers without cookies or other ambient authority.</summary>
    public static OriginPolicy Any { get; } = new() { AllowAny = true, AllowNull = true };

    /// <summary>Origins that may connect, as scheme://host or scheme://host:port, compared exactly.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Takes pages whose host and port are those of the request's Host field.</summary>
    public bool AllowSameHost { get; init; } = true;

    /// <summary>Takes requests without an Origin; browsers always send one, other programs seldom do.</summary>
    public bool AllowMissing { get; init; } = true;

    /// <summary>Takes the origin "null": sandboxed frames, local files.</summary>
    public bool AllowNull { get; init; }

    /// <summary>Takes every origin.</summary>
    public bool AllowAny { get; init; }

    /// <summary>True when a page of this origin may connect to this host.</summary>
    public bool Allows(string? origin, string host)
    {
        if (origin is null)
        {
            return AllowMissing;
        }

        if (origin == "null")
        {
            return AllowNull;
        }

        if (AllowAny)
        {
            return true;
        }

        return TryParse(origin, out Uri? page)
            && ((AllowSameHost && IsSameHost(page!, host)) || Allowed.Any(allowed => TryParse(allowed, out Uri? known) && IsSame(known!, page!)));
    }

    /// <summary>True for <c>scheme://host</c> and <c>scheme://host:port</c> without a path: what a browser sends and what may be listed.</summary>
    public static bool IsOrigin(string text) => TryParse(text, out _);

    internal IEnumerable<string> Validate() =>
        from origin in Allowed
        where !IsOrigin(origin)
        select $"Origins.Allowed holds '{origin}', which is no origin; write scheme://host or scheme://host:port, without a path.";

    private static bool TryParse(string origin, out Uri? parsed) =>
        Uri.TryCreate(origin, UriKind.Absolute, out parsed)
        && parsed.Host.Length > 0 && parsed.UserInfo.Length == 0 && parsed.PathAndQuery == "/" && parsed.Fragment.Length == 0
        && !origin.EndsWith('/');

    private static bool IsSame(Uri one, Uri other) => one.Scheme == other.Scheme && one.IdnHost == other.IdnHost && one.Port == other.Port;

    // The Host field has no scheme and TLS may end in front of us, so the page's own scheme supplies the port that the field leaves out.
    private static bool IsSameHost(Uri page, string host) =>
        page.Scheme is "http" or "https" && TryParse($"{page.Scheme}://{host}", out Uri? server) && IsSame(page, server!);
}
