namespace Millrace.Amqp.Wire;

/// <summary>Bytes in a field table: a byte array (<c>x</c>), or a long string (<c>S</c>) that is no UTF-8.</summary>
/// <param name="Bytes">What they are.</param>
/// <param name="IsString">True for a long string.</param>
public sealed record FieldBytes(ReadOnlyMemory<byte> Bytes, bool IsString)
{
    /// <inheritdoc/>
    public bool Equals(FieldBytes? other) => other is not null && IsString == other.IsString && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }
}
