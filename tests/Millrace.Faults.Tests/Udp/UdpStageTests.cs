using Xunit;

namespace Millrace.Faults.Tests.Udp;

public class UdpStageTests
{
    private const int Many = 20_000;

    [Fact]
    public void Loss_loses_its_share()
    {
        int left = Run("loss", Many, ("probability", 0.05)).Count;
        Assert.InRange(left, Many * 0.94, Many * 0.96);
    }

    [Fact]
    public void Burst_loss_loses_in_bursts_of_the_length_asked_for()
    {
        List<int> left = Run("burst_loss", Many, ("enter", 0.02), ("leave", 0.25));
        bool[] came = new bool[Many];
        left.ForEach(n => came[n] = true);
        int lost = came.Count(c => !c);
        int bursts = came.Index().Count(c => !c.Item && (c.Index == 0 || came[c.Index - 1]));
        Assert.InRange((double)lost / Many, 0.06, 0.09); // enter / (enter + leave) is 7.4 %
        Assert.InRange((double)lost / bursts, 3.5, 4.5); // 1 / leave is 4
    }

    [Fact]
    public void Duplicate_sends_its_share_twice()
    {
        List<int> got = Run("duplicate", Many, ("probability", 0.1));
        Assert.InRange(got.Count, Many * 1.09, Many * 1.11);
        Assert.Equal(Many, got.Distinct().Count());
    }

    [Fact]
    public void Reorder_lets_so_many_overtake_and_loses_none()
    {
        List<int> got = Run("reorder", 100, ("probability", 0.1), ("gap", 3));
        Assert.Equal(Enumerable.Range(0, 100), got.Order());
        Assert.NotEqual(got.Order(), got);
    }

    [Fact]
    public void Reorder_knows_what_it_holds_and_lets_it_go_in_the_order_of_its_coming()
    {
        List<int> got = [];
        UdpChain chain = new(d => got.Add(BitConverter.ToInt32(d)));
        chain.Set("reorder", Begin("reorder", 5, ("probability", 1), ("gap", 3), ("within", 60_000)), 1, new Random(6), 0);
        for (int i = 0; i < 1000; i++) { chain.Push(BitConverter.GetBytes(i), i); }
        Assert.Empty(got);
        Assert.Equal(1000 * (4 + 64), chain.Held);
        chain.Fire(FaultSettings.Ticks(60) + 9); // those of the times 0 to 9
        Assert.Equal(Enumerable.Range(0, 10), got);
        Assert.Equal(990 * (4 + 64), chain.Held);
        chain.Remove("reorder", 2000);
        Assert.Equal(Enumerable.Range(0, 1000), got);
        Assert.Equal(0, chain.Held);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Reorder_holds_each_until_so_many_have_overtaken_it(int gap)
    {
        List<int> expected = [];
        List<(int Number, int Left)> held = [];
        Random random = new(5); // as Run's
        for (int i = 0; i < 500; i++)
        {
            if (random.NextDouble() < 0.3)
            {
                held.Add((i, gap));
                continue;
            }

            expected.Add(i);
            held = [.. held.Select(h => (h.Number, h.Left - 1))];
            expected.AddRange(held.Where(h => h.Left == 0).Select(h => h.Number));
            held.RemoveAll(h => h.Left == 0);
        }

        Assert.Equal(expected.Concat(held.Select(h => h.Number)), Run("reorder", 500, ("probability", 0.3), ("gap", gap)));
    }

    [Fact]
    public void Delay_gives_each_its_time_and_loses_none()
    {
        long last = 0;
        List<int> got = [];
        UdpChain chain = new(d => got.Add(BitConverter.ToInt32(d)));
        chain.Set("delay", Begin("delay", 1, ("delay", 20), ("jitter", 10)), 1, new Random(1), 0);
        for (int i = 0; i < 100; i++) { chain.Push(BitConverter.GetBytes(i), 0); }
        Assert.Empty(got);
        Assert.True(chain.Held > 0);
        while (chain.NextDue < long.MaxValue)
        {
            Assert.True(chain.NextDue >= last);
            last = chain.NextDue;
            chain.Fire(last);
        }

        Assert.Equal(Enumerable.Range(0, 100), got.Order());
        Assert.InRange(last, FaultSettings.Ticks(0.020), FaultSettings.Ticks(0.030));
        Assert.Equal(0, chain.Held);
    }

    [Fact]
    public void Corrupt_turns_round_the_bits_asked_for()
    {
        byte[]? got = null;
        UdpChain chain = new(d => got = d);
        chain.Set("corrupt", Begin("corrupt", 1, ("probability", 1), ("bits", 1)), 1, new Random(1), 0);
        chain.Push(new byte[100], 0);
        Assert.Equal(1, got!.Sum(b => System.Numerics.BitOperations.PopCount(b)));
    }

    [Fact]
    public void What_a_stage_held_comes_at_once_when_it_goes()
    {
        List<int> got = [];
        UdpChain chain = new(d => got.Add(BitConverter.ToInt32(d)));
        chain.Set("delay", Begin("delay", 1, ("delay", 1000)), 1, new Random(1), 0);
        chain.Push(BitConverter.GetBytes(1), 0);
        chain.Push(BitConverter.GetBytes(2), 0);
        chain.Remove("delay", 0);
        Assert.Equal([1, 2], got);
        Assert.True(chain.IsClear);
    }

    [Fact]
    public void Toxicity_lets_its_share_of_datagrams_pass_by()
    {
        int passed = 0;
        UdpChain chain = new(_ => passed++);
        chain.Set("loss", Begin("loss", 1, ("probability", 1)), 0.25, new Random(3), 0);
        for (int i = 0; i < Many; i++) { chain.Push([1], 0); }
        Assert.InRange(passed, Many * 0.73, Many * 0.77);
    }

    [Fact]
    public void One_seed_gives_one_sequence_and_another_connection_another()
    {
        Assert.Equal(Sequence(1, 0), Sequence(1, 0));
        Assert.NotEqual(Sequence(1, 0), Sequence(2, 0));
        Assert.NotEqual(Sequence(1, 0), Sequence(1, 1));

        static string Sequence(long seed, long flow)
        {
            List<string> seen = [];
            UdpChain chain = new(d => seen.Add(Convert.ToHexString(d)));
            foreach (string type in (string[])["loss", "duplicate", "reorder", "corrupt"])
            {
                PathFault asked = new(type, type, "both", 1, new Dictionary<string, double> { ["probability"] = 0.2 });
                FaultEntry entry = FaultEntry.Of(asked, FaultScope.Udp);
                chain.Set(type, ((UdpFault)entry.Kind).Begin(entry.Settings(ProxyChance.Of(seed, flow, type, "upstream"))), 1, ProxyChance.Of(seed, flow, type, "toxicity"), 0);
            }

            for (int i = 0; i < 200; i++) { chain.Push(BitConverter.GetBytes(i), i); }
            return string.Join(' ', seen);
        }
    }

    private static List<int> Run(string type, int count, params (string Name, double Value)[] attributes)
    {
        List<int> got = [];
        UdpChain chain = new(d => got.Add(BitConverter.ToInt32(d)));
        chain.Set(type, Begin(type, 5, attributes), 1, new Random(6), 0);
        for (int i = 0; i < count; i++) { chain.Push(BitConverter.GetBytes(i), 0); }
        chain.Fire(long.MaxValue - 1);
        return got;
    }

    private static UdpStage Begin(string type, int seed, params (string Name, double Value)[] attributes)
    {
        FaultEntry entry = FaultEntry.Of(new PathFault("x", type, "both", 1, attributes.ToDictionary(a => a.Name, a => a.Value)), FaultScope.Udp);
        return ((UdpFault)entry.Kind).Begin(entry.Settings(new Random(seed)));
    }
}
