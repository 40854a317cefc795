using System.Text;
using Xunit;

namespace Millrace.Results.Tests;

public sealed class IntervalLogTests
{
    [Fact]
    public void An_interval_is_one_line_and_survives()
    {
        IntervalRecord interval = SampleIntervals.At(3, responseUs: [100_001, 9_999_999]);
        byte[] line = IntervalLog.ToLine(interval);

        Assert.Equal(1, line.Count(b => b == '\n'));
        Assert.Equal((byte)'\n', line[^1]);
        List<string> damage = [];
        IntervalRecord read = Assert.Single(IntervalLog.Read(line, "log", damage));
        Assert.Empty(damage);
        Assert.Equal(line, IntervalLog.ToLine(read));
        Assert.Equal((100_001, 9_999_999), (read.Operations["echo"].Response!.ToHistogram().Min, read.Operations["echo"].Response!.ToHistogram().Max));
    }

    [Fact]
    public void A_log_cut_off_anywhere_keeps_every_whole_line()
    {
        byte[] first = IntervalLog.ToLine(SampleIntervals.At(0, responseUs: 5));
        byte[] log = [.. first, .. IntervalLog.ToLine(SampleIntervals.At(1, responseUs: 6))];
        for (int length = 0; length <= log.Length; length++)
        {
            List<string> damage = [];
            int whole = length == log.Length ? 2 : length >= first.Length ? 1 : 0;

            Assert.Equal(whole, IntervalLog.Read(log.AsSpan(0, length), "r/intervals.jsonl", damage).Count);
            bool between = length == 0 || length == first.Length || length == log.Length;
            Assert.Equal(between ? [] : [$"r/intervals.jsonl: line {whole + 1} is cut off after {(whole == 0 ? length : length - first.Length)} bytes and was left out."], damage);
        }
    }

    [Theory]
    [InlineData("", "it is not whole and valid (The input does not contain any JSON tokens")]
    [InlineData("null", "it is null")]
    [InlineData("{}", "missing required properties including: 'atSeconds'")]
    [InlineData("\"accounting\":{", "\"operations\":{\"a\":null},\"accounting\":{", "its operation \"a\" is null")]
    [InlineData("\"histogram\":\"H", "\"histogram\":\"A", "a histogram of its operation \"echo\" is damaged (This is not an encoded histogram: ")]
    public void A_damaged_line_in_the_middle_is_left_out_and_said(string part, string damagedOrReason, string? reason = null)
    {
        string good = Encoding.UTF8.GetString(IntervalLog.ToLine(SampleIntervals.At(1, responseUs: 5)));
        string bad = reason is null ? part + "\n" : good.Replace(part, damagedOrReason, StringComparison.Ordinal);
        List<string> damage = [];
        IReadOnlyList<IntervalRecord> read = IntervalLog.Read(Encoding.UTF8.GetBytes(good + bad + good), "log", damage);

        Assert.Equal(2, read.Count);
        Assert.StartsWith("log: line 2 was left out: ", Assert.Single(damage), StringComparison.Ordinal);
        Assert.Contains(reason ?? damagedOrReason, damage[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_are_left_out_and_nothing_is_thrown()
    {
        Random random = new(3);
        byte[] line = IntervalLog.ToLine(SampleIntervals.At(1, responseUs: [5, 7_000]));
        for (int round = 0; round < 2000; round++)
        {
            byte[] changed = [.. line];
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            List<string> damage = [];
            foreach (IntervalRecord interval in IntervalLog.Read(changed, "log", damage))
            {
                IntervalSeries.ToPoint(interval);
            }
        }
    }

    [Fact]
    public void An_interval_becomes_a_point_with_rates_per_second()
    {
        SeriesPoint point = IntervalSeries.ToPoint(SampleIntervals.At(4, responseUs: [1000, 2000, 3000]) with { SpanSeconds = 2 });

        Assert.Equal(
            new SeriesPoint
            {
                AtSeconds = 4,
                SpanSeconds = 2,
                Phase = "steady",
                SentPerSecond = 2,
                OkPerSecond = 1.5,
                ErrorsPerSecond = 0.5,
                DroppedPerSecond = 0.5,
                P50Ms = 2,
                P90Ms = 3,
                P99Ms = 3,
                MaxMs = 3,
                InFlight = 3,
                ConnectedClients = 5,
                TargetCpuPercent = 50,
                TargetRssBytes = 1000,
                TargetHeapBytes = 500,
                GeneratorCpuPercent = 25,
                GeneratorRssBytes = 2000,
            },
            point);
    }

    [Fact]
    public void A_second_without_answers_has_no_percentiles()
    {
        SeriesPoint point = IntervalSeries.ToPoint(SampleIntervals.At(4));
        Assert.Equal((null, null, null, null), (point.P50Ms, point.P90Ms, point.P99Ms, point.MaxMs));
    }
}
