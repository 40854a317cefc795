namespace Millrace.Gateway.Host.Routing;

/// <summary>Where new ids come from: requests', clients' and recovery tokens.</summary>
internal abstract class IdSource
{
    /// <summary>The length of <see cref="WriteUuid"/>'s text.</summary>
    public const int UuidLength = 36;

    /// <summary>A new random (version 4) UUID.</summary>
    public Guid NewUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Writes a new UUID as ASCII text into <paramref name="target"/>, which has <see cref="UuidLength"/> bytes.</summary>
    public void WriteUuid(Span<byte> target) => NewUuid().TryFormat(target, out _);

    /// <summary>Fills with bytes that nobody can guess.</summary>
    public abstract void Fill(Span<byte> target);
}
