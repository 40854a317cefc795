namespace Millrace.Amqp.Wire;

// AMQP 0-9-1, section 4.2.6.1, payload of a content header frame:
//
//   0          2        4           12               14
//   +----------+--------+-----------+----------------+------------------+
//   | class-id | weight | body size | property flags | properties...    |
//   +----------+--------+-----------+----------------+------------------+
//      short     short    long long       short

/// <summary>The payload of a content header frame, seen where it lies.</summary>
/// <param name="classId">The class of its method.</param>
/// <param name="bodySize">Bytes of the body.</param>
/// <param name="flags">Which properties there are.</param>
/// <param name="properties">Flags and properties as they came.</param>
public readonly ref struct ContentHeader(ushort classId, ulong bodySize, PropertyKinds flags, ReadOnlySpan<byte> properties)
{
    /// <summary>The class of all content.</summary>
    public const ushort BasicClass = 60;

    /// <summary>Bytes before the flags.</summary>
    public const int FixedSize = 12;

    /// <summary>The class of the method that it belongs to: 60.</summary>
    public ushort ClassId { get; } = classId;

    /// <summary>How many bytes the body frames that follow carry together.</summary>
    public ulong BodySize { get; } = bodySize;

    /// <summary>Which properties there are.</summary>
    public PropertyKinds Flags { get; } = flags;

    /// <summary>Flags and properties as they came; <see cref="BasicProperties.Read"/> takes them.</summary>
    public ReadOnlySpan<byte> Properties { get; } = properties;

    /// <summary>Reads the fixed part. The properties are not looked at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ContentHeader header)
    {
        AmqpReader reader = new(payload);
        ushort classId = reader.Bits16();
        reader.Bits16();
        ulong bodySize = reader.Bits64();
        ReadOnlySpan<byte> properties = reader.Rest;
        ushort flags = reader.Bits16();
        header = new ContentHeader(classId, bodySize, (PropertyKinds)flags, properties);
        return !reader.IsBroken;
    }

    /// <summary>Writes a payload.</summary>
    public static void Write(AmqpWriter writer, ulong bodySize, BasicProperties properties)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(properties);
        writer.Bits16(BasicClass);
        writer.Bits16(0);
        writer.Bits64(bodySize);
        properties.Write(writer);
    }
}
