using System.Globalization;

namespace Millrace.Live.Host.Signals;

/// <summary>How a value stands in a page as text.</summary>
internal static class ValueText
{
    /// <summary>Null is empty, numbers are in the invariant culture, dates and times as the browser's fields for them take them (ISO 8601); format them yourself for another.</summary>
    internal static string Of<T>(T value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString(time.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm" : time.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.fff", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString(moment.Ticks % TimeSpan.TicksPerMinute == 0 ? "yyyy-MM-ddTHH:mm" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
