using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Millrace.Results;

/// <summary>
/// Durations as people write them: <c>30s</c>, <c>1m30s</c>, <c>1.5s</c>, <c>500ms</c>, <c>250us</c>, <c>2h</c>. Units go from large to
/// small, each at most once; a bare number is refused, except 0. Resolution is 100 ns, and what is printed parses to the same value.
/// </summary>
public static class Durations
{
    private static readonly (string Name, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("ms", TimeSpan.TicksPerMillisecond), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("us", TimeSpan.TicksPerMicrosecond), ("µs", TimeSpan.TicksPerMicrosecond),
    ];

    /// <summary>Reads a duration, or says in <paramref name="problem"/> what is wrong with it and what would be right.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan value, [NotNullWhen(false)] out string? problem)
    {
        value = default;
        problem = null;
        if (text is "0") { return true; }
        if (text.IsEmpty) { problem = "a duration is missing: write it with its unit, as in 30s, 1m30s or 500ms"; return false; }

        decimal total = 0;
        long previousUnit = long.MaxValue;
        for (int at = 0; at < text.Length;)
        {
            int digitsEnd = EndOfNumber(text, at);
            if (!TryNumber(text[at..digitsEnd], out decimal number))
            {
                problem = $"'{text}' is not a duration: a number is expected at position {at + 1}, as in 30s, 1m30s or 500ms";
                return false;
            }
            int unitEnd = digitsEnd;
            while (unitEnd < text.Length && !char.IsAsciiDigit(text[unitEnd]) && text[unitEnd] != '.') { unitEnd++; }
            if (unitEnd == digitsEnd)
            {
                problem = $"'{text}' has no unit after {text[at..digitsEnd]}: did you mean {text}s or {text}ms?";
                return false;
            }
            if (UnitTicks(text[digitsEnd..unitEnd]) is not { } unit)
            {
                problem = $"'{text}' is not a duration: '{text[digitsEnd..unitEnd]}' at position {digitsEnd + 1} is no unit; use d, h, m, s, ms or us";
                return false;
            }
            if (unit >= previousUnit)
            {
                problem = $"'{text}' is not a duration: units go from large to small, each once, as in 1m30s";
                return false;
            }
            total += number * unit;
            if (total > long.MaxValue) { problem = $"'{text}' is longer than a duration can be"; return false; }
            (previousUnit, at) = (unit, unitEnd);
        }
        value = new TimeSpan((long)decimal.Round(total));
        return true;
    }

    /// <summary>Reads a duration. Throws <see cref="FormatException"/> with a message for the person who wrote it.</summary>
    public static TimeSpan Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out TimeSpan value, out string? problem) ? value : throw new FormatException(problem);

    /// <summary>Prints the shortest usual form: 90 s as <c>1m30s</c>, 1500 ms as <c>1.5s</c>, 0 as <c>0s</c>. Not for negative values.</summary>
    public static string Format(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        if (value == TimeSpan.Zero) { return "0s"; }
        if (value.Ticks < TimeSpan.TicksPerMillisecond) { return Number(value.Ticks, TimeSpan.TicksPerMicrosecond) + "us"; }
        if (value.Ticks < TimeSpan.TicksPerSecond) { return Number(value.Ticks, TimeSpan.TicksPerMillisecond) + "ms"; }

        var text = new StringBuilder();
        long rest = value.Ticks;
        foreach (var (name, ticks) in (ReadOnlySpan<(string, long)>)[("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute)])
        {
            if (rest < ticks) { continue; }
            text.Append(CultureInfo.InvariantCulture, $"{rest / ticks}{name}");
            rest %= ticks;
        }
        return rest == 0 ? text.ToString() : text.Append(Number(rest, TimeSpan.TicksPerSecond)).Append('s').ToString();
    }

    private static string Number(long ticks, long unit) => ((decimal)ticks / unit).ToString("0.#######", CultureInfo.InvariantCulture);

    private static int EndOfNumber(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) { at++; }
        return at;
    }

    // 15 digits hold every duration and keep the decimal arithmetic below away from overflow.
    private static bool TryNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text.Length <= 15
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            && char.IsAsciiDigit(text[0]);
    }

    private static long? UnitTicks(ReadOnlySpan<char> name)
    {
        foreach (var unit in Units)
        {
            if (name.SequenceEqual(unit.Name)) { return unit.Ticks; }
        }
        return null;
    }
}
