using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Serving;

namespace Millrace.Live.Host.Sessions;

/// <summary>A session that is to be made.</summary>
/// <param name="Route">Its page.</param>
/// <param name="Url">Path and query.</param>
/// <param name="Id">Its id.</param>
/// <param name="Address">Where it was asked for.</param>
/// <param name="User">Who asked for it.</param>
/// <param name="Kept">What its components had kept; null for nothing.</param>
internal sealed record Wanted(LiveRoute Route, string Url, SessionId Id, IPAddress? Address, ClaimsPrincipal User, Dictionary<string, JsonElement>? Kept);
