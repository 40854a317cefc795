namespace Millrace.Gateway.Host.Routing;

/// <summary>A message's bytes as the histories of all its receivers share them.</summary>
internal sealed class SharedPayload(byte[] bytes)
{
    public byte[] Bytes { get; } = bytes;

    /// <summary>Histories that keep it.</summary>
    public int Users { get; set; }
}
