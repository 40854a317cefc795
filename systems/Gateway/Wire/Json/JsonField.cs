using System.Text.Json;

namespace Millrace.Gateway.Wire.Json;

/// <summary>Where a known field's value lies on a line: strings without their quotes, objects and arrays whole.</summary>
internal struct JsonField
{
    public int Start;
    public int Length;
    public JsonTokenType Type;
    public bool IsEscaped;

    /// <summary>The field was not there, or was null where that means the same.</summary>
    public readonly bool IsMissing => Type is JsonTokenType.None or JsonTokenType.Null;

    public readonly ReadOnlySpan<byte> On(ReadOnlySpan<byte> line) => line.Slice(Start, Length);

    /// <summary>Notes the value at which the reader stands, and leaves the reader at its end.</summary>
    public static JsonField Take(ref Utf8JsonReader reader)
    {
        JsonField field = new() { Type = reader.TokenType, Start = (int)reader.TokenStartIndex };
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                field.Start++;
                field.Length = reader.ValueSpan.Length;
                field.IsEscaped = reader.ValueIsEscaped;
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                reader.Skip();
                field.Length = (int)reader.BytesConsumed - field.Start;
                break;
            default:
                field.Length = reader.ValueSpan.Length;
                break;
        }

        return field;
    }
}
