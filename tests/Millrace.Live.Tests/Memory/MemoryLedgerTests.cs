using Millrace.Live.Host.Memory;

namespace Millrace.Live.Tests.Memory;

public sealed class MemoryLedgerTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(799, 0)]
    [InlineData(800, 1)]
    [InlineData(899, 1)]
    [InlineData(900, 2)]
    [InlineData(949, 2)]
    [InlineData(950, 3)]
    [InlineData(5000, 3)]
    public void The_level_follows_the_share(long bytes, int level)
    {
        MemoryLedger ledger = new(1000);
        ledger.Add(bytes);

        Assert.Equal((PressureLevel)level, ledger.Level);
    }

    [Fact]
    public void Reaching_a_level_is_told_once_and_leaving_one_is_not()
    {
        MemoryLedger ledger = new(1000);

        Assert.False(ledger.Add(700));
        Assert.True(ledger.Add(150));
        Assert.False(ledger.Add(10));
        Assert.False(ledger.Add(-200));
        Assert.True(ledger.Add(400));
    }

    [Fact]
    public void Without_a_limit_there_is_no_pressure()
    {
        MemoryLedger ledger = new(0);

        Assert.False(ledger.Add(long.MaxValue / 2));
        Assert.Equal(PressureLevel.None, ledger.Level);
        Assert.Equal(0, ledger.Excess(PressureLevel.High));
    }

    [Fact]
    public void The_excess_brings_the_total_below_the_threshold()
    {
        MemoryLedger ledger = new(1000);
        ledger.Add(900);
        ledger.Add(-ledger.Excess(PressureLevel.High));

        Assert.Equal(PressureLevel.None, ledger.Level);
    }
}
