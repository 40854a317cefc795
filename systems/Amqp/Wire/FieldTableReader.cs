using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Millrace.Amqp.Wire;

// AMQP 0-9-1, section 4.2.5.5: a table is a long with its size in octets, then fields: a short string with the name, an octet with the
// type, the value. The types are those that RabbitMQ and its clients use (its page "AMQP 0-9-1 Errata", section 3), which differ from the
// specification's where that contradicts itself:
//
//   t bool (octet)   b int8    B uint8    s int16   u uint16   I int32   i uint32   l int64   f float   d double
//   D decimal (scale octet, value int32)   S long string   A array (long size, then type and value of each)   T time (seconds, uint64)
//   F table   V void   x byte array (as S)

/// <summary>Reads the inside of a field table.</summary>
internal static class FieldTableReader
{
    /// <summary>How deep tables and arrays may lie in one another: a stranger must not use up the stack.</summary>
    public const int Deepest = 64;

    /// <summary>How many fields one table may have: what looks at all fields of a table must not take long.</summary>
    public const int Most = 1024;

    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out FieldTable? table) => TryRead(body, 0, out table);

    private static bool TryRead(ReadOnlySpan<byte> body, int depth, [NotNullWhen(true)] out FieldTable? table)
    {
        table = null;
        if (body.IsEmpty)
        {
            table = FieldTable.Empty;
            return true;
        }

        if (depth >= Deepest)
        {
            return false;
        }

        FieldTable fields = [];
        AmqpReader reader = new(body);
        while (!reader.Rest.IsEmpty)
        {
            string name = reader.ShortString();
            object? value = Value(ref reader, depth);
            if (reader.IsBroken || fields.Count == Most)
            {
                return false;
            }

            fields.Add(name, value);
        }

        table = fields;
        return !reader.IsBroken;
    }

    private static object? Value(ref AmqpReader reader, int depth)
    {
        switch (reader.Octet())
        {
            case (byte)'t':
                return reader.Octet() != 0;
            case (byte)'b':
                return (sbyte)reader.Octet();
            case (byte)'B':
                return reader.Octet();
            case (byte)'s':
                return (short)reader.Bits16();
            case (byte)'u':
                return reader.Bits16();
            case (byte)'I':
                return (int)reader.Bits32();
            case (byte)'i':
                return reader.Bits32();
            case (byte)'l':
                return (long)reader.Bits64();
            case (byte)'f':
                return BitConverter.UInt32BitsToSingle(reader.Bits32());
            case (byte)'d':
                return BitConverter.UInt64BitsToDouble(reader.Bits64());
            case (byte)'D':
                return new FieldDecimal(reader.Octet(), (int)reader.Bits32());
            case (byte)'S':
                ReadOnlySpan<byte> text = reader.LongStringBytes();
                return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : new FieldBytes(text.ToArray(), true);
            case (byte)'x':
                return new FieldBytes(reader.LongStringBytes().ToArray(), false);
            case (byte)'T':
                return new FieldTime(reader.Bits64());
            case (byte)'V':
                return null;
            case (byte)'A':
                return Array(ref reader, depth + 1);
            case (byte)'F':
                if (TryRead(reader.LongStringBytes(), depth + 1, out FieldTable? table) && !reader.IsBroken)
                {
                    return table;
                }

                break;
        }

        reader.Break();
        return null;
    }

    private static List<object?>? Array(ref AmqpReader reader, int depth)
    {
        AmqpReader items = new(reader.LongStringBytes());
        List<object?> list = [];
        while (depth < Deepest && !items.Rest.IsEmpty)
        {
            list.Add(Value(ref items, depth));
        }

        if (items.IsBroken || !items.Rest.IsEmpty)
        {
            reader.Break();
        }

        return list;
    }
}
