using System.Globalization;

namespace Millrace.Live.Host.Signals;

/// <summary>How a value stands in a page as text.</summary>
internal static class ValueText
{
    /// <summary>Null is empty, numbers and dates are in the invariant culture; format them yourself for another.</summary>
    internal static string Of<T>(T value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
