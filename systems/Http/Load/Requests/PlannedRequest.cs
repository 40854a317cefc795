using Millrace.Engine;
using Millrace.Engine.Http;

namespace Millrace.Http.Load.Requests;

/// <summary>A kind of request as it goes over the wire: its bytes are made once for all clients.</summary>
/// <param name="Spec">What it is.</param>
/// <param name="Operation">What it counts as.</param>
/// <param name="Bytes">Head and body.</param>
internal sealed record PlannedRequest(RequestSpec Spec, OperationId Operation, byte[] Bytes)
{
    /// <summary>The requests of a run, for a target.</summary>
    public static PlannedRequest[] For(HttpSettings settings, Uri target) =>
    [
        .. settings.Requests.Select((spec, i) => new PlannedRequest(
            spec, new OperationId((byte)i), HttpRequest.Of(spec.Method, target, PathOf(spec, target), Fields(settings, spec), spec.Body))),
    ];

    /// <summary>What is asked for: the request's own path, or the target's.</summary>
    public static string PathOf(RequestSpec spec, Uri target) => spec.Path.Length > 0 ? spec.Path : target.PathAndQuery;

    private static IEnumerable<(string Name, string Value)> Fields(HttpSettings settings, RequestSpec spec)
    {
        if (!settings.KeepsAlive)
        {
            yield return ("Connection", "close");
        }

        if (!settings.Headers.Any(field => field.Name.Equals("Accept", StringComparison.OrdinalIgnoreCase)))
        {
            yield return ("Accept", "*/*");
        }

        if (spec.Body.Length > 0 && !settings.Headers.Any(field => field.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            yield return ("Content-Type", spec.ContentType);
        }

        foreach ((string name, string value) in settings.Headers)
        {
            yield return (name, value);
        }
    }
}
