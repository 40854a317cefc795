using System.Security.Claims;

namespace Millrace.Live.Host.Sessions;

/// <summary>Who is nobody in particular; one object for all of them.</summary>
internal static class Anonymous
{
    public static ClaimsPrincipal User { get; } = new(new ClaimsIdentity());

    /// <summary>The user of a request, or nobody where none is known.</summary>
    public static ClaimsPrincipal Or(ClaimsPrincipal? user) => user?.Identity?.IsAuthenticated == true ? user : User;

    /// <summary>True for two names of one user, and for nobody twice.</summary>
    public static bool AreSame(ClaimsPrincipal one, ClaimsPrincipal other) =>
        (one.Identity?.IsAuthenticated ?? false) == (other.Identity?.IsAuthenticated ?? false) && one.Identity?.Name == other.Identity?.Name;
}
