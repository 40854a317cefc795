using Millrace.Reports.Comparing;
using Xunit;

namespace Millrace.Reports.Tests.Comparing;

public sealed class MannWhitneyTests
{
    // Table I of Mann and Whitney 1947: the chance of a U of at most this much.
    [Theory]
    [InlineData(3, 3, 0, 0.050)]
    [InlineData(3, 3, 1, 0.100)]
    [InlineData(3, 3, 2, 0.200)]
    [InlineData(3, 3, 4, 0.500)]
    [InlineData(4, 4, 0, 0.014)]
    [InlineData(4, 4, 1, 0.029)]
    [InlineData(4, 4, 3, 0.100)]
    [InlineData(4, 4, 5, 0.243)]
    [InlineData(4, 4, 7, 0.443)]
    [InlineData(5, 3, 1, 0.036)]
    [InlineData(5, 5, 2, 0.016)]
    [InlineData(5, 5, 4, 0.048)]
    public void Null_distribution_is_that_of_the_published_table(int m, int n, int u, double chance) =>
        Assert.Equal(chance, Math.Round(MannWhitney.NullDistribution(m, n).Take(u + 1).Sum(), 3));

    // The critical values of every textbook: the largest U that is significant at 5 %, two-sided.
    [Theory]
    [InlineData(5, 5, 2)]
    [InlineData(6, 6, 5)]
    [InlineData(8, 8, 13)]
    [InlineData(10, 10, 23)]
    [InlineData(10, 20, 55)]
    [InlineData(20, 20, 127)]
    public void Critical_values_are_those_of_the_published_table(int m, int n, int critical)
    {
        double[] chance = MannWhitney.NullDistribution(m, n);

        Assert.True(chance.Take(critical + 1).Sum() <= 0.025);
        Assert.True(chance.Take(critical + 2).Sum() > 0.025);
    }

    [Fact]
    public void Null_distribution_is_whole_and_symmetric()
    {
        foreach ((int m, int n) in new[] { (1, 1), (1, 7), (4, 9), (16, 16), (50, 50) })
        {
            double[] chance = MannWhitney.NullDistribution(m, n);

            Assert.Equal(m * n + 1, chance.Length);
            Assert.Equal(1, chance.Sum(), 12);
            Assert.All(Enumerable.Range(0, chance.Length), u => Assert.Equal(chance[^(u + 1)], chance[u], 12));
        }
    }

    // Hollander and Wolfe 1973, page 69: permeability of the placental membrane at term and at 12 to 26 weeks; R's documentation of wilcox.test prints W = 35, p = 0.1272.
    [Fact]
    public void Permeability_example_of_Hollander_and_Wolfe()
    {
        double[] term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46], early = [1.15, 0.88, 0.90, 0.74, 1.21];

        MannWhitney test = MannWhitney.Test(early, term);

        Assert.Equal((35, true), (test.U, test.IsExact));
        Assert.Equal(0.1272, test.Greater, 4);
        Assert.Equal(0.305, ShiftEstimate.Of(early, term, 0.95).Shift, 3);
    }

    // scipy's documentation of mannwhitneyu: ages at the diagnosis of diabetes; U = 17, exact p = 0.1111.
    [Fact]
    public void Diabetes_example_of_scipy()
    {
        MannWhitney test = MannWhitney.Test([20, 11, 17, 12], [19, 22, 16, 29, 24]);

        Assert.Equal(17, test.U);
        Assert.Equal(0.1111111, test.TwoSided, 6);
    }

    [Fact]
    public void Ties_are_approximated_with_both_corrections()
    {
        // By hand: thirteen times 1, 2, 2, 3 and 2, 3, 4, 5. U = 2281.5 of 2704; groups of 13, 39, 26, 13 and 13 equal values give 83382; the variance is 2704/12 (105 - 83382/10712) = 21906.009709.
        MannWhitney test = MannWhitney.Test([.. Many(1, 2, 2, 3)], [.. Many(2, 3, 4, 5)]);

        Assert.Equal((2281.5, false), (test.U, test.IsExact));
        Assert.Equal(1, test.Greater / 1.728737788e-10, 4);
        Assert.Equal((1.0, 1.0), (MannWhitney.Test([7, 7], [7, 7, 7]).Less, MannWhitney.Test([7, 7], [7, 7, 7]).TwoSided));
    }

    [Fact]
    public void Tied_values_of_small_samples_are_counted_out()
    {
        // Open loops answer at exactly the same rate: of the ten orders of two and three, one is as rare as can be, and no approximation makes it rarer.
        MannWhitney test = MannWhitney.Test([1000, 1000], [900, 900, 900]);

        Assert.True(test.IsExact);
        Assert.Equal((0.1, 1.0), (test.Less, test.Greater));
        Assert.Equal(0.05, MannWhitney.Test([3, 3, 3], [2, 2, 2]).Less, 12);
        Assert.Equal((false, true, false, true), (MannWhitney.CanShow(2, 3, 0.05), MannWhitney.CanShow(3, 3, 1 - 0.95), MannWhitney.CanShow(8, 1, 0.05), MannWhitney.CanShow(1, 19, 0.05)));
    }

    [Fact]
    public void Count_of_tied_values_is_that_of_every_choice()
    {
        var random = new Random(17);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] all = [.. Enumerable.Range(0, 9).Select(_ => (double)random.Next(4))];
            int n = 1 + random.Next(7), fewer = 0, more = 0, choices = 0;
            double U(int chosen) => Enumerable.Range(0, 9).Where(i => (chosen >> i & 1) == 1).Sum(i => Enumerable.Range(0, 9).Where(j => (chosen >> j & 1) == 0).Sum(j => all[i] > all[j] ? 1 : all[i] < all[j] ? 0 : 0.5));
            double seen = U((1 << n) - 1);
            for (int chosen = 0; chosen < 1 << 9; chosen++)
            {
                if (int.PopCount(chosen) == n)
                {
                    double u = U(chosen);
                    choices++;
                    fewer += u <= seen ? 1 : 0;
                    more += u >= seen ? 1 : 0;
                }
            }

            MannWhitney test = MannWhitney.Test(all[n..], all[..n]);

            Assert.Equal(seen, test.U);
            Assert.Equal((double)fewer / choices, test.Less, 12);
            Assert.Equal((double)more / choices, test.Greater, 12);
        }
    }

    [Fact]
    public void Shift_of_samples_whose_pairs_are_beyond_counting_is_found_without_listing_them()
    {
        // 60,000 times 60,000 is more than an array can hold.
        double[] x = [.. Enumerable.Range(0, 60_000).Select(i => i / 1000.0)], y = [.. x.Select(value => value + 5)], few = x[..700], others = y[..300];
        ShiftEstimate large = ShiftEstimate.Of(x, y, 0.95), listed = ShiftEstimate.Of(few, others, 0.95), sought = ShiftEstimate.Of([.. few, .. few], [.. others, .. others], 0.95);

        Assert.Equal(5, large.Shift, 9);
        Assert.InRange(large.Low, 4, 5);
        Assert.InRange(large.High, 5, 6);
        Assert.Equal(listed.Shift, sought.Shift, 9);
    }

    [Fact]
    public void Large_samples_are_approximated_and_agree_with_the_count()
    {
        double[] x = [.. Enumerable.Range(0, 50).Select(i => i * 2.0)], y = [.. Enumerable.Range(0, 50).Select(i => (i * 2) + 13.0)];
        MannWhitney exact = MannWhitney.Test(x, y), approximate = MannWhitney.Test([.. x, 99.5], y);

        Assert.Equal((true, false), (exact.IsExact, approximate.IsExact));
        Assert.InRange(approximate.Greater - exact.Greater, 0, 0.01); // The one more lies at the upper end of the first.
    }

    [Fact]
    public void Interval_holds_the_shifts_that_the_test_does_not_reject()
    {
        double[] x = [1.02, 3.11, 4.57, 5.93, 7.34, 8.81], y = [2.95, 4.16, 6.09, 8.42, 9.77, 12.13];
        ShiftEstimate shift = ShiftEstimate.Of(x, y, 0.95);

        Assert.True(Rejected(shift.Low - 0.001) && Rejected(shift.High + 0.001));
        Assert.False(Rejected(shift.Low + 0.001) || Rejected(shift.High - 0.001));
        Assert.InRange(shift.Shift, shift.Low, shift.High);

        bool Rejected(double by) => MannWhitney.Test(x, [.. y.Select(value => value - by)]).TwoSided <= 0.05;
    }

    private static IEnumerable<double> Many(params double[] values) => Enumerable.Repeat(values, 13).SelectMany(each => each);

    [Fact]
    public void Three_and_three_bound_nothing_at_95_percent()
    {
        ShiftEstimate shift = ShiftEstimate.Of([1, 2, 3], [4.5, 5.6, 6.7], 0.95);

        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (shift.Low, shift.High));
        Assert.Throws<ArgumentException>(() => ShiftEstimate.Of([], [1], 0.95));
        Assert.Throws<ArgumentException>(() => MannWhitney.Test([1], []));
    }
}
