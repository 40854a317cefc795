namespace Millrace.Faults;

/// <summary>A request to the proxy's API is refused; the message goes to whoever asked.</summary>
internal sealed class ProxyApiException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    public static ProxyApiException NoProxy => new(404, "proxy not found");

    public static ProxyApiException NoToxic => new(404, "toxic not found");

    public static ProxyApiException ProxyExists => new(409, "proxy already exists");

    public static ProxyApiException ToxicExists => new(409, "toxic already exists");
}
