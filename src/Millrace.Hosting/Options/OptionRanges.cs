using System.Globalization;

namespace Millrace.Hosting.Options;

/// <summary>The sentences in which a server's options say that a value is out of its range. Bring them in with <c>using static</c>.</summary>
public static class OptionRanges
{
    /// <summary>Adds a sentence where a number is out of its range.</summary>
    /// <param name="errors">What is wrong so far.</param>
    /// <param name="what">The subject of the sentence, such as <c>The window in frames</c>.</param>
    /// <param name="value">The option's value.</param>
    /// <param name="least">The least that it may be.</param>
    /// <param name="most">The most that it may be.</param>
    /// <param name="unit">What follows the value, such as <c> bytes</c>.</param>
    public static void Range(ICollection<string> errors, string what, long value, long least, long most, string unit = "")
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (value < least || value > most)
        {
            errors.Add(Text($"{what} is {value}{unit}; it must be between {least} and {most}."));
        }
    }

    /// <summary>Adds a sentence where a time is out of its range; the sentence counts in seconds.</summary>
    public static void Range(ICollection<string> errors, string what, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (value < least || value > most)
        {
            errors.Add(Text($"{what} is {value.TotalSeconds} s; it must be between {least.TotalSeconds} and {most.TotalSeconds} s."));
        }
    }

    /// <summary>A sentence whose numbers are written alike on every machine.</summary>
    public static string Text(FormattableString text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.ToString(CultureInfo.InvariantCulture);
    }
}
