using System.Text.Json;

namespace Millrace.Gateway.Wire.Json;

/// <summary>
/// The fields that a kind of line can have, by number, so that one pass over a line finds them all in whatever order they come. A field given twice
/// counts as given last, as in the parsers of Go and Python; unknown ones are stepped over.
/// </summary>
internal sealed class JsonShape(params JsonShape.Slot[] slots)
{
    /// <param name="Index">The field's number on its line.</param>
    /// <param name="Path">The way to it, for people: <c>params.message</c>.</param>
    /// <param name="Inside">What an object in its place can have.</param>
    internal sealed record Slot(int Index, string Path, JsonShape? Inside = null)
    {
        public byte[] Name { get; } = System.Text.Encoding.ASCII.GetBytes(Path[(Path.LastIndexOf('.') + 1)..]);
    }

    // Longer than any name that is known, with every character escaped.
    private const int LongestName = 16 * 6;

    /// <summary>The way to a field, by its number.</summary>
    public string PathOf(int index)
    {
        foreach (Slot slot in slots)
        {
            if (slot.Index == index)
            {
                return slot.Path;
            }

            if (slot.Inside?.PathOf(index) is { Length: > 0 } path)
            {
                return path;
            }
        }

        return "";
    }

    /// <summary>Reads the object at whose start the reader stands, to its end.</summary>
    public void Read(ref Utf8JsonReader reader, Span<JsonField> fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Slot? slot = Find(in reader);
            reader.Read();
            if (slot is null)
            {
                reader.Skip();
            }
            else if (slot.Inside is { } inside)
            {
                inside.Clear(fields);
                fields[slot.Index] = ReadInside(ref reader, inside, fields);
            }
            else
            {
                fields[slot.Index] = JsonField.Take(ref reader);
            }
        }
    }

    private static JsonField ReadInside(ref Utf8JsonReader reader, JsonShape inside, Span<JsonField> fields)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return JsonField.Take(ref reader);
        }

        int start = (int)reader.TokenStartIndex;
        inside.Read(ref reader, fields);
        return new JsonField { Type = JsonTokenType.StartObject, Start = start, Length = (int)reader.BytesConsumed - start };
    }

    private void Clear(Span<JsonField> fields)
    {
        foreach (Slot slot in slots)
        {
            fields[slot.Index] = default;
            slot.Inside?.Clear(fields);
        }
    }

    private Slot? Find(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return Find(reader.ValueSpan);
        }

        if (reader.ValueSpan.Length > LongestName)
        {
            return null;
        }

        Span<byte> name = stackalloc byte[LongestName];
        return Find(name[..JsonText.Unescape(reader.ValueSpan, name)]);
    }

    private Slot? Find(ReadOnlySpan<byte> name)
    {
        foreach (Slot slot in slots)
        {
            if (name.SequenceEqual(slot.Name))
            {
                return slot;
            }
        }

        return null;
    }
}
