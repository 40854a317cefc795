using System.Globalization;

namespace Millrace.Reports.Text;

/// <summary>Numbers for people: thousands separators, three significant digits, units from the reader's point of view.</summary>
public static class Figures
{
    /// <summary>What stands where nothing was measured.</summary>
    public const string None = "-";

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    /// <summary>A count: 1,234,567.</summary>
    public static string Count(long value) => value.ToString("#,0", Invariant);

    /// <summary>A count, or <see cref="None"/>.</summary>
    public static string Count(long? value) => value is { } known ? Count(known) : None;

    /// <summary>Three significant digits at least, whole numbers from 100 on: 0.087, 1.39, 45.2, 229, 1,204.</summary>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        return size switch
        {
            _ when !double.IsFinite(value) => None,
            0 => "0",
            < 0.001 => value.ToString("0.######", Invariant),
            < 1 => value.ToString("0.000", Invariant),
            < 9.995 => value.ToString("0.00", Invariant),
            < 99.95 => value.ToString("0.0", Invariant),
            _ => value.ToString("#,0", Invariant),
        };
    }

    /// <summary>A number, or <see cref="None"/>.</summary>
    public static string Number(double? value) => value is { } known ? Number(known) : None;

    /// <summary>A rate in whole units from 100 per second on.</summary>
    public static string Rate(double perSecond) => Number(perSecond) + "/s";

    /// <summary>Milliseconds with their unit; seconds from ten seconds on.</summary>
    public static string Milliseconds(double? ms) => ms switch
    {
        null => None,
        >= 10_000 => Number(ms.Value / 1000) + " s",
        _ => Number(ms.Value) + " ms",
    };

    /// <summary>Seconds with a unit that fits: 250 ms, 12.0 s, 2 m 05 s.</summary>
    public static string Seconds(double? seconds) => seconds switch
    {
        null => None,
        < 1 => Number(seconds.Value * 1000) + " ms",
        < 120 => Number(seconds.Value) + " s",
        _ => string.Create(Invariant, $"{(long)(seconds.Value / 60)} m {seconds.Value % 60:00} s"),
    };

    /// <summary>Bytes in binary units: 512 B, 1.50 KiB, 85.2 MiB.</summary>
    public static string Bytes(double? bytes)
    {
        if (bytes is not { } value)
        {
            return None;
        }

        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        int unit = 0;
        while (Math.Abs(value) >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0 ? value.ToString("0", Invariant) + " B" : Number(value) + " " + units[unit];
    }

    /// <summary>A part of a whole: 0 %, 2.60 %, &lt; 0.001 %; never rounds something to nothing.</summary>
    public static string Share(double part, double whole)
    {
        if (whole <= 0)
        {
            return part <= 0 ? "0 %" : None;
        }

        double percent = part / whole * 100;
        return percent switch
        {
            0 => "0 %",
            > 0 and < 0.001 => "< 0.001 %",
            > 99.9 and < 100 => percent.ToString("0.000", Invariant) + " %",
            _ => Number(percent) + " %",
        };
    }

    /// <summary>now / before: 1.00x, 0.48x, 20.4x.</summary>
    public static string Factor(double before, double now) => before == 0 || !double.IsFinite(now / before) ? None : Number(now / before) + "x";
}
