using System.IO.Compression;

namespace Millrace.WebSockets;

/// <summary>
/// How permessage-deflate is offered and used. Both directions always run without context takeover, so an idle connection
/// keeps no compression state.
/// </summary>
public sealed record WebSocketDeflateOptions
{
    /// <summary>Messages below this many bytes are sent as they are: deflate would make them larger. 0 to 1 MiB.</summary>
    public int MinMessageBytes { get; init; } = 256;

    /// <summary>Trade of time for size.</summary>
    public CompressionLevel Level { get; init; } = CompressionLevel.Fastest;

    internal void Validate(OptionErrors errors) =>
        errors.Range($"Deflate.{nameof(MinMessageBytes)}", MinMessageBytes, 0, 1024 * 1024, "bytes");
}
