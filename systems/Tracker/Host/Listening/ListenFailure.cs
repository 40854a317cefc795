using System.Net;
using Millrace.Hosting;
using Millrace.Shards;

namespace Millrace.Tracker.Host.Listening;

/// <summary>Turns a port that could not be opened into words for the operator.</summary>
internal static class ListenFailure
{
    public static ServerStartException InUse(IPEndPoint endPoint, Exception? e = null) => new(
        $"UDP port {endPoint.Port} on {endPoint.Address} is in use by another program. Stop it, or choose another port with --port (0 takes any free one).", e);

    public static ServerStartException Explain(IPEndPoint endPoint, LinkException e) => e.Error switch
    {
        LinkError.AddressInUse => InUse(endPoint, e),
        LinkError.AccessDenied => Denied(endPoint, e),
        LinkError.DescriptorsExhausted => new(
            $"There is no descriptor left to open {endPoint}. Raise the limit (ulimit -n) or lower the number of shards.", e),
        _ => new($"Opening UDP port {endPoint} failed: {e.Message} Check that this machine has that address.", e),
    };

    public static ServerStartException Denied(IPEndPoint endPoint, Exception e) => new(
        $"The system does not allow UDP port {endPoint.Port} on {endPoint.Address}. Ports below 1024 need a privilege: choose a higher one with --port.", e);
}
