using System.Globalization;

namespace Millrace.Amqp.Options;

/// <summary>A broker's address taken apart: <c>amqp[s]://user:password@host:port/vhost</c>, every part percent-decoded.</summary>
internal sealed record BrokerAddress(string Host, int Port, bool Tls, string User, string Password, string VirtualHost)
{
    private const int PlainPort = 5672;
    private const int TlsPort = 5671;

    /// <summary>Where it is, without secrets: <c>amqp://host:port</c>.</summary>
    public string Where => string.Create(CultureInfo.InvariantCulture, $"{(Tls ? "amqps" : "amqp")}://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>What is wrong with an address, or null.</summary>
    public static string? Fault(Uri uri)
    {
        if (!uri.IsAbsoluteUri || uri.Scheme is not ("amqp" or "amqps") || uri.Host.Length == 0)
        {
            return $"The broker '{WithoutPassword(uri)}' is no address of one; write amqp://user:password@host:5672/vhost, or amqps:// for TLS.";
        }

        if (uri.Port is 0 or > 65535)
        {
            return $"The broker '{WithoutPassword(uri)}' has the port {uri.Port}; it must be between 1 and 65535.";
        }

        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return $"The broker '{WithoutPassword(uri)}' has a query or a fragment; options are set beside the address, not in it.";
        }

        if (uri.AbsolutePath.IndexOf('/', 1) >= 0)
        {
            return $"The broker '{WithoutPassword(uri)}' has more than one part in its path; write a slash of the virtual host's name as %2f.";
        }

        // AMQP carries the name of a virtual host as a short string.
        return Uri.UnescapeDataString(uri.AbsolutePath).Length > 255 ? $"The broker '{WithoutPassword(uri)}' has a virtual host of more than 255 characters." : null;
    }

    public static BrokerAddress Parse(Uri uri)
    {
        bool tls = uri.Scheme == "amqps";
        string[] user = uri.UserInfo.Split(':', 2);
        return new BrokerAddress(
            uri.Host.Trim('[', ']'),
            uri.Port > 0 ? uri.Port : tls ? TlsPort : PlainPort,
            tls,
            uri.UserInfo.Length == 0 ? "guest" : Uri.UnescapeDataString(user[0]),
            uri.UserInfo.Length == 0 ? "guest" : user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "",
            uri.AbsolutePath is "" or "/" ? "/" : Uri.UnescapeDataString(uri.AbsolutePath[1..]));
    }

    public static string WithoutPassword(Uri uri)
    {
        string text = uri.OriginalString;
        int at = text.LastIndexOf('@');
        int start = text.IndexOf("://", StringComparison.Ordinal) is >= 0 and int scheme ? scheme + 3 : 0;
        int colon = at < 0 ? -1 : text.IndexOf(':', start);
        return colon >= start && colon < at ? string.Concat(text.AsSpan(0, colon), ":***", text.AsSpan(at)) : text;
    }

    // Without the password: what is printed ends in logs.
    public override string ToString() => $"{Where} as {User} on {VirtualHost}";
}
