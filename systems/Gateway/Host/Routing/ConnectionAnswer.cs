namespace Millrace.Gateway.Host.Routing;

/// <summary>The answer to a client at its opening handshake.</summary>
/// <param name="Status">101 lets it in; 400 to 599 refuses.</param>
/// <param name="Reason">Sent as the body of a refusal.</param>
/// <param name="RetryAfter">Asks the client to wait this long, where that helps.</param>
/// <param name="Subprotocol">The subprotocol that is agreed on; null leaves it to the gateway's own list.</param>
/// <param name="IsBusy">A 503 because there are too many of something, while backends are there.</param>
internal readonly record struct ConnectionAnswer(int Status, string Reason = "", TimeSpan? RetryAfter = null, string? Subprotocol = null, bool IsBusy = false)
{
    public bool IsAccepted => Status == 101;
}
