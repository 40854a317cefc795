using Millrace.Speech.Wire;

namespace Millrace.Speech.Tests.Wire;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(48_000, 16_000)]
    [InlineData(44_100, 16_000)]
    [InlineData(22_050, 16_000)]
    [InlineData(8_000, 16_000)]
    [InlineData(4_000, 48_000)]
    [InlineData(192_000, 8_000)]
    [InlineData(44_101, 16_000)]
    public void A_tone_below_both_limits_comes_through_as_it_was(int from, int to)
    {
        double tone = Math.Min(from, to) * 0.2;

        float[] got = Resampled(from, to, i => Math.Sin(2 * Math.PI * tone * i / from), from);

        Assert.InRange(got.Length, to - 2, to + 2);
        double worst = 0;
        for (int i = to / 4; i < to * 3 / 4; i++)
        {
            worst = Math.Max(worst, Math.Abs(got[i] - Math.Sin(2 * Math.PI * tone * i / to)));
        }

        // A thousandth of full scale: 60 dB.
        Assert.InRange(worst, 0, 0.001);
    }

    [Theory]
    [InlineData(48_000, 16_000, 9_000)]
    [InlineData(44_100, 16_000, 12_000)]
    [InlineData(192_000, 8_000, 5_000)]
    [InlineData(44_101, 16_000, 15_000)]
    public void A_tone_above_half_the_lower_rate_does_not_come_through_as_another(int from, int to, double tone)
    {
        float[] got = Resampled(from, to, i => Math.Sin(2 * Math.PI * tone * i / from), from);

        Assert.InRange(got.Skip(to / 4).Take(to / 2).Max(Math.Abs), 0, 0.001);
    }

    [Theory]
    [InlineData(44_100, 16_000)]
    [InlineData(44_101, 16_000)]
    public void A_constant_keeps_its_value(int from, int to) =>
        Assert.All(Resampled(from, to, _ => 0.5, from).Skip(to / 4).Take(to / 2), sample => Assert.Equal(0.5, sample, 0.0001));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void The_size_of_the_blocks_makes_no_difference(int block)
    {
        Random random = new(3);
        float[] noise = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextSingle() - 0.5f)];
        Resampler whole = new(44_100, 16_000);
        Resampler parts = new(44_100, 16_000);
        float[] expected = new float[whole.MostOut(noise.Length)];
        expected = expected[..whole.Take(noise, expected)];

        List<float> got = [];
        float[] into = new float[parts.MostOut(block)];
        for (int at = 0; at < noise.Length; at += block)
        {
            int count = parts.Take(noise.AsSpan(at, Math.Min(block, noise.Length - at)), into);
            got.AddRange(into[..count]);
        }

        Assert.Equal(expected, got);
    }

    private static float[] Resampled(int from, int to, Func<int, double> sample, int count)
    {
        Resampler resampler = new(from, to);
        float[] input = [.. Enumerable.Range(0, count).Select(i => (float)sample(i))];
        List<float> all = [];
        float[] into = new float[resampler.MostOut(4096)];
        for (int at = 0; at < count; at += 4096)
        {
            int written = resampler.Take(input.AsSpan(at, Math.Min(4096, count - at)), into);
            all.AddRange(into[..written]);
        }

        int rest = resampler.Finish(into);
        all.AddRange(into[..rest]);
        return [.. all];
    }
}
