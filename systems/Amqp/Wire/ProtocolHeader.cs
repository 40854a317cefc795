namespace Millrace.Amqp.Wire;

/// <summary>The eight octets that open a connection (AMQP 0-9-1, section 4.2.2): "AMQP", 0, major, minor, revision.</summary>
public static class ProtocolHeader
{
    /// <summary>Their count.</summary>
    public const int Size = 8;

    /// <summary>Those of 0-9-1; also what a server answers to any others before it closes.</summary>
    public static ReadOnlySpan<byte> Bytes => "AMQP\0\0\t\u0001"u8;

    /// <summary>True where <paramref name="bytes"/>, perhaps fewer than eight, may still become a header of 0-9-1.</summary>
    public static bool MayBe(ReadOnlySpan<byte> bytes) => Bytes.StartsWith(bytes[..Math.Min(bytes.Length, Size)]);
}
