using System.Text.Json;
using System.Text.Unicode;

namespace Millrace.Gateway.Wire.Json;

/// <summary>A line with its known fields found, and typed ways to take them. Once a field is wrong, <see cref="Problem"/> says so and stays.</summary>
internal ref struct JsonLine
{
    private const int LongestQuote = 200;

    private readonly ReadOnlySpan<byte> _line;
    private readonly Span<JsonField> _fields;
    private readonly JsonShape _shape;

    private JsonLine(ReadOnlySpan<byte> line, JsonShape shape, Span<JsonField> fields)
    {
        _line = line;
        _shape = shape;
        _fields = fields;
    }

    /// <summary>What is wrong first: what, where, what is expected; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Finds the fields; <paramref name="fields"/> comes zeroed. What stood before a fault in the text can be taken all the same.</summary>
    public static JsonLine Read(ReadOnlySpan<byte> line, JsonShape shape, Span<JsonField> fields, int maxDepth)
    {
        JsonLine read = new(line, shape, fields);
        if (!Utf8.IsValid(line))
        {
            read.Problem = $"byte {JsonText.FirstInvalid(line)} is not UTF-8; a line is JSON in UTF-8.";
            return read;
        }

        Utf8JsonReader reader = new(line, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                shape.Read(ref reader, fields);
                reader.Read();
            }
            else
            {
                read.Problem = $"byte 0: the line is {NameOf(reader.TokenType)}, expected an object like {{\"request_id\":\"\u2026\",\"action\":\"\u2026\",\"params\":{{}}}}.";
            }
        }
        catch (JsonException e)
        {
            // Expected: it is how the reader tells of text that is not JSON. Such lines are few, since a connection that sends many is closed.
            read.Problem = $"byte {e.BytePositionInLine}: not JSON: {Sentence(e.Message)}";
        }

        return read;
    }

    public readonly bool Has(int field) => !_fields[field].IsMissing;

    public readonly JsonTokenType TypeOf(int field) => _fields[field].Type;

    public readonly ReadOnlySpan<byte> Raw(int field) => _fields[field].On(_line);

    /// <summary>The same with a string's quotes.</summary>
    public readonly ReadOnlySpan<byte> Whole(int field) =>
        TypeOf(field) == JsonTokenType.String ? _line.Slice(_fields[field].Start - 1, _fields[field].Length + 2) : Raw(field);

    public readonly bool IsEscaped(int field) => _fields[field].IsEscaped;

    /// <summary>False, with a problem, unless the field is there and of the type.</summary>
    public bool Require(int field, JsonTokenType type, string expected)
    {
        if (_fields[field].Type == type)
        {
            return true;
        }

        Refuse(field, expected);
        return false;
    }

    public void Id(int field, IdText id, bool isRequired)
    {
        if ((isRequired || Has(field)) && Require(field, JsonTokenType.String, "a string") && !id.TrySet(Raw(field), IsEscaped(field)))
        {
            Refuse(field, $"at most {id.Most} characters");
        }
    }

    public string Text(int field, int maxLength)
    {
        if (!Has(field) || !Require(field, JsonTokenType.String, "a string"))
        {
            return "";
        }

        // Six bytes a character is the most that escaping takes: whatever is longer need not be unescaped to be refused.
        string? text = Raw(field).Length <= 6 * maxLength ? TextOf(_fields[field], _line) : null;
        if (text?.Length <= maxLength)
        {
            return text;
        }

        Refuse(field, $"at most {maxLength} characters");
        return "";
    }

    public bool Flag(int field, bool otherwise)
    {
        if (!Has(field))
        {
            return otherwise;
        }

        if (TypeOf(field) is JsonTokenType.True or JsonTokenType.False)
        {
            return TypeOf(field) == JsonTokenType.True;
        }

        Refuse(field, "true or false");
        return otherwise;
    }

    public long Number(int field, long least, long most, long otherwise, bool isRequired = false)
    {
        if (!isRequired && !Has(field))
        {
            return otherwise;
        }

        ReadOnlySpan<byte> digits = Raw(field);
        if (TypeOf(field) == JsonTokenType.Number && System.Buffers.Text.Utf8Parser.TryParse(digits, out long value, out int used)
            && used == digits.Length && value >= least && value <= most)
        {
            return value;
        }

        Refuse(field, most == long.MaxValue ? $"a whole number from {least} up" : $"a whole number from {least} to {most}");
        return otherwise;
    }

    /// <summary>Says that a field is not as expected; the first such word stays.</summary>
    public void Refuse(int field, string expected)
    {
        JsonField found = _fields[field];
        Problem ??= found.Type == JsonTokenType.None
            ? $"{_shape.PathOf(field)} is missing, expected {expected}."
            : $"byte {found.Start}: {_shape.PathOf(field)} is {Described(found)}, expected {expected}.";
    }

    private readonly string Described(JsonField found) => found.Type switch
    {
        JsonTokenType.Number => "the number " + System.Text.Encoding.UTF8.GetString(found.On(_line)[..Math.Min(found.Length, 32)]),
        JsonTokenType.String => $"a string of {found.Length} bytes",
        _ => NameOf(found.Type),
    };

    internal static string TextOf(JsonField field, ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> json = field.On(line);
        if (!field.IsEscaped)
        {
            return System.Text.Encoding.UTF8.GetString(json);
        }

        byte[] plain = new byte[json.Length];
        return System.Text.Encoding.UTF8.GetString(plain.AsSpan(0, JsonText.Unescape(json, plain)));
    }

    private static string NameOf(JsonTokenType type) => type switch
    {
        JsonTokenType.Null => "null",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Number => "a number",
        JsonTokenType.String => "a string",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        _ => "missing",
    };

    // The reader's messages end with a place that is given already, and may quote what they found.
    private static string Sentence(string message)
    {
        string sentence = message.Split(" LineNumber:", 2)[0];
        return sentence.Length <= LongestQuote ? sentence : sentence[..LongestQuote] + "\u2026";
    }
}
