namespace Millrace.WebSockets.Connection;

/// <summary>Something with a time limit that a sweep checks.</summary>
internal interface ISwept
{
    /// <summary>Checks the limits at <paramref name="now"/> (ticks of the shard's clock). It may leave the sweep.</summary>
    void Sweep(long now);
}
