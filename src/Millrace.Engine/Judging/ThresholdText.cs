using System.Globalization;
using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>
/// Reads thresholds:
/// <code>threshold = [ operation "." ] metric ( "&lt;" / "&lt;=" / "&gt;" / "&gt;=" / "=" ) value [ "@" start ".." end ] [ " abort" [ " after " time ] ]</code>
/// Latencies take a duration, rates take <c>/s</c>, counts take a plain number or a share in percent of what was sent, and
/// <c>count.NAME</c>, which is what clients count, a plain number.
/// </summary>
internal static class ThresholdText
{
    private const string AbortWord = "abort";
    private const string AfterWord = "after";

    public static Threshold Parse(string text)
    {
        string whole = text.Trim();
        (string expression, TimeSpan? abort) = AbortOf(text, whole);
        int sign = expression.AsSpan().IndexOfAny('<', '>', '=');
        if (sign <= 0)
        {
            throw new ThresholdException(text, "a metric, a comparison and a value are expected, as in p99<50ms, loss=0 or rate>=1000/s");
        }

        (Comparison comparison, int length) = (expression[sign], expression.ElementAtOrDefault(sign + 1)) switch
        {
            ('<', '=') => (Comparison.AtMost, 2),
            ('<', _) => (Comparison.Below, 1),
            ('>', '=') => (Comparison.AtLeast, 2),
            ('>', _) => (Comparison.Above, 1),
            ('=', '=') => (Comparison.Equal, 2),
            _ => (Comparison.Equal, 1),
        };
        (string? operation, Metric metric) = MetricOf(text, expression[..sign].Trim());
        string rest = expression[(sign + length)..];
        int at = rest.IndexOf('@');
        TimeWindow? window = at < 0 ? null : WindowOf(text, rest[(at + 1)..]);
        if (window is not null && metric.IsOfStorm)
        {
            throw new ThresholdException(text, $"{metric.Name} counts from a fault's end and has no window");
        }

        if (window is not null && metric.Counted is not null)
        {
            throw new ThresholdException(text, $"{metric.Name} is counted over the whole run and has no window");
        }

        (double limit, bool isShare) = ValueOf(text, metric, (at < 0 ? rest : rest[..at]).Trim());
        if (abort is not null && AbortRule.Refuse(metric, comparison) is { } problem)
        {
            throw new ThresholdException(text, problem);
        }

        return new Threshold(whole, operation, metric, comparison, limit, isShare, window) { AbortAfter = abort };
    }

    private static (string Condition, TimeSpan? Abort) AbortOf(string text, string whole)
    {
        int at = whole.LastIndexOf(AbortWord, StringComparison.Ordinal);
        if (at < 1 || !char.IsWhiteSpace(whole[at - 1]))
        {
            return (whole, null);
        }

        string condition = whole[..at].TrimEnd();
        string rest = whole[(at + AbortWord.Length)..].Trim();
        if (rest.Length == 0)
        {
            return (condition, TimeSpan.Zero);
        }

        return !rest.StartsWith(AfterWord, StringComparison.Ordinal) ? throw new ThresholdException(text, $"'{rest}' is not expected behind abort; write abort, or abort after 5s")
            : Durations.TryParse(rest.AsSpan(AfterWord.Length).Trim(), out TimeSpan after, out string? problem) ? (condition, after)
            : throw new ThresholdException(text, problem);
    }

    private static (string? Operation, Metric Metric) MetricOf(string text, string name)
    {
        if (Metric.Find(name) is { } metric)
        {
            return (null, metric);
        }

        int dot = name.IndexOf('.');
        if (dot > 0 && Metric.Find(name[(dot + 1)..]) is { } ofOperation)
        {
            return (name[..dot], ofOperation);
        }

        throw new ThresholdException(text, $"there is no metric '{name}'{Nearest.Suggest(name, [.. Metric.Names])}; there are {string.Join(", ", Metric.Names)}");
    }

    private static (double Limit, bool IsShare) ValueOf(string text, Metric metric, string value)
    {
        switch (metric.Kind)
        {
            case MetricKind.Rate or MetricKind.SentRate:
                return value.EndsWith("/s", StringComparison.Ordinal) && Number(value[..^2], out double rate)
                    ? (rate, false)
                    : throw new ThresholdException(text, $"'{value}' is not a rate; write it as in 1000/s");
            case MetricKind.ClientCount:
                return Number(value, out double counted) ? (counted, false) : throw new ThresholdException(text, $"'{value}' is not a count; write it as in 0");
            case MetricKind.Count or MetricKind.StormCount:
                bool share = value.EndsWith('%');
                return Number(share ? value[..^1] : value, out double count)
                    ? (count, share)
                    : throw new ThresholdException(text, $"'{value}' is neither a count nor a share; write it as in 0 or 0.1%");
            default:
                return Durations.TryParse(value, out TimeSpan time, out string? problem)
                    ? (time.TotalMilliseconds, false)
                    : throw new ThresholdException(text, problem);
        }
    }

    private static TimeWindow WindowOf(string text, string window)
    {
        string[] ends = window.Split("..", 2);
        if (ends.Length != 2)
        {
            throw new ThresholdException(text, $"'{window}' is not a window; write it as in @10s..20s");
        }

        TimeSpan start = Time(ends[0]);
        TimeSpan end = Time(ends[1]);
        return start < end ? new TimeWindow(start, end) : throw new ThresholdException(text, $"the window's end {ends[1]} is not after its start {ends[0]}");

        TimeSpan Time(string part) => Durations.TryParse(part.AsSpan().Trim(), out TimeSpan time, out string? problem) ? time : throw new ThresholdException(text, problem);
    }

    private static bool Number(string text, out double number) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
