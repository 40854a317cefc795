using System.Security.Claims;

namespace Millrace.Live.Host.Rendering;

/// <summary>What a session knows when it makes a page.</summary>
/// <param name="Url">Path and query.</param>
/// <param name="SessionId">Names the session in logs.</param>
/// <param name="Services">The application's services, of the session's scope.</param>
/// <param name="User">Who asked for the page.</param>
/// <param name="Post">Has something done in the session's next turn; from any thread.</param>
internal sealed record PageSetup(string Url, string SessionId, IServiceProvider Services, ClaimsPrincipal User, Action<Action> Post)
{
    /// <summary>The window's width in CSS pixels; 0 while nobody knows it.</summary>
    internal int Width { get; init; }

    /// <summary>The window's height in CSS pixels; 0 while nobody knows it.</summary>
    internal int Height { get; init; }
}
