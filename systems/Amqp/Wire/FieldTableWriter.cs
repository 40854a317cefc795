using System.Collections;

namespace Millrace.Amqp.Wire;

/// <summary>Writes the inside of a field table; the layout is at <see cref="FieldTableReader"/>.</summary>
internal static class FieldTableWriter
{
    public static void Write(AmqpWriter writer, FieldTable table)
    {
        foreach (KeyValuePair<string, object?> field in table)
        {
            writer.ShortString(field.Key);
            Value(writer, field.Value);
        }
    }

    private static void Value(AmqpWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.Octet((byte)'V');
                break;
            case bool flag:
                Typed(writer, 't').Octet(flag ? (byte)1 : (byte)0);
                break;
            case sbyte number:
                Typed(writer, 'b').Octet((byte)number);
                break;
            case byte number:
                Typed(writer, 'B').Octet(number);
                break;
            case short number:
                Typed(writer, 's').Bits16((ushort)number);
                break;
            case ushort number:
                Typed(writer, 'u').Bits16(number);
                break;
            case int number:
                Typed(writer, 'I').Bits32((uint)number);
                break;
            case uint number:
                Typed(writer, 'i').Bits32(number);
                break;
            case long number:
                Typed(writer, 'l').Bits64((ulong)number);
                break;
            case float number:
                Typed(writer, 'f').Bits32(BitConverter.SingleToUInt32Bits(number));
                break;
            case double number:
                Typed(writer, 'd').Bits64(BitConverter.DoubleToUInt64Bits(number));
                break;
            case FieldDecimal number:
                Typed(writer, 'D').Octet(number.Scale);
                writer.Bits32((uint)number.Value);
                break;
            case FieldTime time:
                Typed(writer, 'T').Bits64(time.Seconds);
                break;
            case string text:
                Typed(writer, 'S').LongString(text);
                break;
            case FieldBytes bytes:
                Typed(writer, bytes.IsString ? 'S' : 'x').LongString(bytes.Bytes.Span);
                break;
            case FieldTable table:
                Typed(writer, 'F').Table(table);
                break;
            case IList list:
                Array(Typed(writer, 'A'), list);
                break;
            default:
                throw new ArgumentException($"A field table cannot hold a {value.GetType().Name}.", nameof(value));
        }
    }

    private static void Array(AmqpWriter writer, IList list)
    {
        int start = writer.Count;
        writer.Bits32(0);
        foreach (object? item in list)
        {
            Value(writer, item);
        }

        writer.PutLength(start);
    }

    private static AmqpWriter Typed(AmqpWriter writer, char type)
    {
        writer.Octet((byte)type);
        return writer;
    }
}
