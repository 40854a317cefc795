using Microsoft.AspNetCore.Http;

namespace Millrace.Speech.Host.Rest;

/// <summary>One route.</summary>
/// <param name="Method">Its method; one that answers GET answers HEAD too.</param>
/// <param name="Path">Its path.</param>
/// <param name="Serve">Answers.</param>
internal sealed record RestRoute(string Method, string Path, Func<HttpContext, ValueTask<RestAnswer>> Serve)
{
    /// <summary>How its errors are worded.</summary>
    public RestStyle Style { get; init; }

    /// <summary>True where nobody needs a key.</summary>
    public bool IsOpen { get; init; }
}
