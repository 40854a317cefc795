using System.Collections;
using System.Runtime.CompilerServices;

namespace Millrace.Live.Host.Signals;

/// <summary>About how many bytes a value holds on the heap, beside the slot that it stands in. Looks at lengths only: cheap, and never throws.</summary>
internal static class ValueSize
{
    // What an object of an author is taken for, whose fields nobody looks at: a header, a method table and a few fields or a short text.
    private const long OneObject = 48;

    internal static long Of<T>(T value)
    {
        if (typeof(T).IsValueType)
        {
            return RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? OneObject : 0;
        }
        return value switch
        {
            null => 0,
            string text => OfString(text.Length),
            string[] texts => OfStrings(texts),
            Array array => OfArray(array),
            ICollection many => OfCollection(many),
            _ => OneObject,
        };
    }

    /// <summary>A string's own object: 22 bytes and two for each character, in steps of eight.</summary>
    internal static long OfString(int length) => (22 + (2L * length) + 7) & ~7L;

    private static long OfStrings(string?[] texts)
    {
        long bytes = 24 + (8L * texts.Length);
        foreach (string? text in texts)
        {
            bytes += text is null ? 0 : OfString(text.Length);
        }
        return bytes;
    }

    private static long OfArray(Array array)
    {
        Type element = array.GetType().GetElementType()!;
        return 24 + (array.LongLength * (element.IsPrimitive ? 8 : 8 + OneObject));
    }

    private static long OfCollection(ICollection many)
    {
        try
        {
            return 64 + (many.Count * (8 + OneObject));
        }
        catch (Exception)
        {
            // Somebody's own collection; an estimate must not fail for it.
            return OneObject;
        }
    }
}
