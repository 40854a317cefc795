using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http;
using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Host.Security;

/// <summary>
/// The cookie that ties a page's token to the browser that it was served to: 18 random bytes, out of reach of scripts and of other sites. Under https its name says that it came over
/// https from this host itself, so that no neighbour on a subdomain can plant one.
/// </summary>
internal static class BrowserCookie
{
    public const string Name = "live";
    public const string SecureName = "__Host-live";

    private const int Size = 18;

    // The longest that browsers keep one. Were it gone with the browser, tabs that open all at once at its next start would each be given another.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(400);

    /// <summary>The browser's value; null where it has none, or one that we never made.</summary>
    public static string? Read(HttpRequest request) =>
        request.Cookies.TryGetValue(request.IsHttps ? SecureName : Name, out string? value) && IsOurs(value) ? value : null;

    /// <summary>The browser's value, or a new one that it is told to keep.</summary>
    public static string Ensure(HttpContext http)
    {
        if (Read(http.Request) is { } known)
        {
            return known;
        }

        string value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Size));
        bool isSecure = http.Request.IsHttps;
        http.Response.Cookies.Append(
            isSecure ? SecureName : Name, value, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = isSecure, Path = "/", MaxAge = s_lifetime, IsEssential = true });
        return value;
    }

    /// <summary>What a token is signed for: the browser, and who is signed in, so that neither a session nor what it kept goes on as another user's.</summary>
    public static string Of(string cookie, ClaimsPrincipal user) =>
        Anonymous.KeyOf(user) is { Length: > 0 } key ? cookie + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16)) : cookie;

    private static bool IsOurs(string value) => value.Length == Base64Url.GetEncodedLength(Size) && Base64Url.IsValid(value);
}
