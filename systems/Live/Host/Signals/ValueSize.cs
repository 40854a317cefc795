using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Millrace.Live.Host.Signals;

/// <summary>About how many bytes a value holds on the heap, beside the slot that it stands in. Of collections it looks at some entries: cheap, and never throws.</summary>
internal static class ValueSize
{
    // What an object of an author is taken for, beside the texts that it holds: a header, a method table and a few fields.
    private const long OneObject = 48;

    // So many entries of a collection stand for all of it. Texts are looked at more closely: a stranger types them.
    private const int Samples = 16;
    private const int TextSamples = 256;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_texts = new();

    internal static long Of<T>(T value)
    {
        if (typeof(T).IsValueType)
        {
            // An ImmutableArray is one: a collection that is a value.
            return value is ICollection collection ? OfCollection(collection) : RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? OneObject : 0;
        }
        return value switch
        {
            null => 0,
            string text => OfString(text.Length),
            Array { Rank: > 1 } array => 24 + (array.LongLength * (8 + OneObject)),
            ICollection many => OfCollection(many),
            _ => OfObject(value),
        };
    }

    /// <summary>A string's own object: 22 bytes and two for each character, in steps of eight.</summary>
    internal static long OfString(int length) => (22 + (2L * length) + 7) & ~7L;

    private static long OfCollection(ICollection many)
    {
        try
        {
            long count = many.Count;
            return count == 0 ? 32 : 32 + (many switch
            {
                Array array when array.GetType().GetElementType()!.IsPrimitive => Buffer.ByteLength(array),
                IList list => (long)(count * OfEntries(list, (int)count)),
                IDictionary entries => (long)(count * OfEntries(entries)),
                _ => (long)(count * OfEntries(many)),
            });
        }
        catch (Exception)
        {
            // Somebody's own collection, or one that was never filled; an estimate must not fail for it.
            return OneObject;
        }
    }

    // The average of entries all over it.
    private static double OfEntries(IList list, int count)
    {
        object? first = list[0];
        if (first is ValueType)
        {
            return 8 + OneObject;
        }
        int samples = Math.Min(count, first is string ? TextSamples : Samples);
        long bytes = 0;
        for (int sample = 0; sample < samples; sample++)
        {
            bytes += OfEntry(list[(int)((long)sample * count / samples)]);
        }
        return 8 + ((double)bytes / samples);
    }

    private static double OfEntries(IDictionary entries)
    {
        long bytes = 0;
        int samples = 0;
        foreach (DictionaryEntry entry in entries)
        {
            bytes += OfEntry(entry.Key) + OfEntry(entry.Value);
            if (++samples == Samples)
            {
                break;
            }
        }
        return 32 + ((double)bytes / samples);
    }

    private static double OfEntries(ICollection many)
    {
        long bytes = 0;
        int samples = 0;
        foreach (object? entry in many)
        {
            bytes += OfEntry(entry);
            if (++samples == Samples)
            {
                break;
            }
        }
        return 8 + ((double)bytes / samples);
    }

    private static long OfEntry(object? entry) => entry switch
    {
        null => 0,
        string text => OfString(text.Length),
        ValueType => OneObject,
        Array array when array.GetType().GetElementType()!.IsPrimitive => 24 + Buffer.ByteLength(array),
        ICollection many => 64 + (many.Count * (8 + OneObject)),
        _ => OfObject(entry),
    };

    // The texts in an object are what a visitor can make large.
    private static long OfObject(object value)
    {
        long bytes = OneObject;
        foreach (FieldInfo field in s_texts.GetOrAdd(value.GetType(), TextsOf))
        {
            bytes += field.GetValue(value) is string text ? OfString(text.Length) : 0;
        }
        return bytes;
    }

    private static FieldInfo[] TextsOf(Type type)
    {
        var texts = new List<FieldInfo>();
        for (Type? at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            texts.AddRange(at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(field => field.FieldType == typeof(string)));
        }
        return [.. texts];
    }
}
