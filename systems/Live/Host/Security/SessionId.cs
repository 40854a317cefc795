using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Millrace.Live.Host.Security;

/// <summary>Names a session: 128 random bits. Alone it opens nothing: that takes a signed <see cref="SessionToken"/>.</summary>
/// <param name="Value">The bits.</param>
internal readonly record struct SessionId(UInt128 Value)
{
    public const int Size = 16;

    public static SessionId New()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        return new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>The id of 32 hexadecimal digits; null where it is none.</summary>
    public static SessionId? Parse(string text) =>
        text.Length == 2 * Size && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 value) ? new(value) : null;

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
