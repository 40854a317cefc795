using System.Security.Claims;

namespace Millrace.Live.Host.Sessions;

/// <summary>Who is nobody in particular; one object for all of them.</summary>
internal static class Anonymous
{
    // What names one user alone, best first; another name of the same user is the same user.
    private static readonly string[] s_names = [ClaimTypes.NameIdentifier, "sub"];

    public static ClaimsPrincipal User { get; } = new(new ClaimsIdentity());

    /// <summary>The user of a request, or nobody where none is known.</summary>
    public static ClaimsPrincipal Or(ClaimsPrincipal? user) => user?.Identity?.IsAuthenticated == true ? user : User;

    /// <summary>True for two names of one user, and for nobody twice.</summary>
    public static bool AreSame(ClaimsPrincipal one, ClaimsPrincipal other) => ReferenceEquals(one, other) || KeyOf(one) == KeyOf(other);

    /// <summary>What tells a user from every other; empty for nobody. Where a user has neither an id nor a name, all that is claimed counts.</summary>
    public static string KeyOf(ClaimsPrincipal user)
    {
        if (user.Identity is not { IsAuthenticated: true } identity)
        {
            return "";
        }

        foreach (string name in s_names)
        {
            if (user.FindFirst(name) is { } id)
            {
                return $"id {id.Issuer} {id.Value}";
            }
        }

        return identity.Name is { Length: > 0 } called
            ? $"name {called}"
            : "claims " + string.Join('\n', user.Claims.Select(claim => $"{claim.Type}={claim.Value}").Order(StringComparer.Ordinal));
    }
}
