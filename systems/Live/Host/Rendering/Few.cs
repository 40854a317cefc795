using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Live.Host.Rendering;

/// <summary>None, one or several objects in one field: most elements have one child, and an array for it would be 32 bytes that a session pays again and again.</summary>
internal static class Few
{
    /// <summary>The objects in a field that holds null, one <typeparamref name="T"/> or a <c>T[]</c>. Valid while the field is not written.</summary>
    internal static Span<T> In<T>(ref object? field)
        where T : class => field switch
        {
            null => default,
            T[] many => many,
            _ => MemoryMarshal.CreateSpan(ref Unsafe.As<object?, T>(ref field), 1),
        };

    /// <summary>None or one object in a field.</summary>
    internal static Span<T> Of<T>(ref T? field)
        where T : class => field is null ? default : MemoryMarshal.CreateSpan(ref field, 1)!;

    /// <summary>What the field holds for these objects; an array is taken as it is.</summary>
    internal static object? From<T>(T[] all)
        where T : class => all.Length switch
        {
            0 => null,
            1 => all[0],
            _ => all,
        };
}
