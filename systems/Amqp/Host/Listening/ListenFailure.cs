using System.Net;
using Millrace.Hosting;
using Millrace.Shards;

namespace Millrace.Amqp.Host.Listening;

/// <summary>Turns a failed listen into words for the operator.</summary>
internal static class ListenFailure
{
    public static ServerStartException InUse(IPEndPoint endPoint, Exception e, string option = "--port") => new(
        $"Port {endPoint.Port} on {endPoint.Address} is in use by another program. Stop it, or choose another port with {option} (0 takes any free one).",
        e);

    public static ServerStartException Explain(IPEndPoint endPoint, LinkException e, string option = "--port") => e.Error switch
    {
        LinkError.AddressInUse => InUse(endPoint, e, option),
        LinkError.AccessDenied => new(
            $"The system does not allow port {endPoint.Port} on {endPoint.Address}. Ports below 1024 need a privilege: choose a higher one with {option}.",
            e),
        LinkError.DescriptorsExhausted => new(
            $"There is no descriptor left to listen on {endPoint}. Raise the limit (ulimit -n).", e),
        _ => new($"Listening on {endPoint} failed: {e.Message} Check that this machine has that address.", e),
    };
}
