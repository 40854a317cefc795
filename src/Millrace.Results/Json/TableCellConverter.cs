using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>A table's cell as a JSON string, number or null.</summary>
internal sealed class TableCellConverter : JsonConverter<TableCell>
{
    public override bool HandleNull => true;

    public override TableCell Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new TableCell(reader.GetString()),
        JsonTokenType.Number => new TableCell(reader.GetDouble()),
        JsonTokenType.Null => default,
        _ => throw new JsonException("A table's cell is a text, a number or null."),
    };

    public override void Write(Utf8JsonWriter writer, TableCell value, JsonSerializerOptions options)
    {
        if (value.Number is { } number && double.IsFinite(number))
        {
            writer.WriteNumberValue(RoundedDoubleConverter.Round(number));
        }
        else if (value.Text is { } text)
        {
            writer.WriteStringValue(text);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
