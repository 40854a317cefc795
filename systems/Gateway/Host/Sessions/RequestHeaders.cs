using System.Net;
using Millrace.Gateway.Host.Admission;
using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>Makes of an opening handshake what backends decide by.</summary>
internal static class RequestHeaders
{
    /// <summary>What a client whose path has been found good asked with.</summary>
    public static ClientRequest ToClientRequest(UpgradeRequest request, IPEndPoint remote)
    {
        _ = RequestPath.TryDecode(request.Path, out string path, out _);
        return new(path, request.Query, [.. request.Headers.Select(field => new KeyValuePair<string, string>(Canonical(field.Key), field.Value))], remote);
    }

    /// <summary>The form in which most programs write header names: each word with a capital, <c>User-Agent</c>.</summary>
    public static string Canonical(string name) => string.Create(name.Length, name, static (text, name) =>
    {
        bool begins = true;
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = begins ? char.ToUpperInvariant(name[i]) : char.ToLowerInvariant(name[i]);
            begins = name[i] == '-';
        }
    });
}
