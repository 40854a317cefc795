using System.Security.Cryptography;
using Xunit;

namespace Millrace.Faults.Tests.Tcp;

public class TcpChainTests
{
    private static readonly (string Type, (string, double)[] Attributes)[] s_passing =
    [
        ("latency", [("latency", 20), ("jitter", 15)]),
        ("bandwidth", [("rate", 500)]),
        ("slicer", [("average_size", 50), ("size_variation", 30), ("delay", 500)]),
        ("timeout", [("timeout", 0)]),
        ("slow_close", [("delay", 30)]),
        ("limit_data", [("bytes", 1e12)]),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Whatever_comes_and_goes_no_byte_is_lost_or_changes_its_place(int seed)
    {
        Random random = new(seed);
        TcpChain chain = new();
        using IncrementalHash sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IncrementalHash received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        List<string> on = [];
        long now = 0;
        bool ended = false;
        for (int i = 0; i < 4000; i++)
        {
            now += FaultSettings.Ticks(random.NextDouble() * 0.005);
            int what = random.Next(10);
            if (what < 6 && chain.Accepts)
            {
                byte[] bytes = new byte[random.Next(1, 3000)];
                random.NextBytes(bytes);
                sent.AppendData(bytes);
                chain.Push(Piece.Data(bytes), now);
            }
            else if (what == 6) { Add(i); }
            else if (what == 7 && on.Count > 0) { Remove(random.Next(on.Count)); }
            else if (what == 8 && on.Count > 0)
            {
                string name = on[random.Next(on.Count)];
                chain.Replace(name, Begin(s_passing.First(f => name.StartsWith(f.Type, StringComparison.Ordinal)), i, now), now);
            }

            Pull();
        }

        chain.Push(Piece.End, now);
        while (on.Count > 0)
        {
            Remove(random.Next(on.Count));
            Pull();
        }

        Assert.True(ended);
        Assert.Equal(Convert.ToHexString(sent.GetHashAndReset()), Convert.ToHexString(received.GetHashAndReset()));
        Assert.Equal(0, chain.Held);

        void Add(int i)
        {
            (string Type, (string, double)[]) fault = s_passing[random.Next(s_passing.Length)];
            on.Add($"{fault.Type}{i}");
            chain.Add(on[^1], Begin(fault, i, now));
        }

        void Remove(int at)
        {
            chain.Remove(on[at], now);
            on.RemoveAt(at);
        }

        void Pull()
        {
            while (chain.TryPull(now, out Piece piece))
            {
                Assert.False(ended);
                ended = piece.Kind == PieceKind.End;
                received.AppendData(piece.Bytes.Span);
            }

            Assert.True(chain.NextDue > now, "what is due must have come out, or whoever waits for it turns in circles");
        }
    }

    [Fact]
    public void What_a_stage_held_comes_out_at_once_when_it_goes()
    {
        TcpChain chain = new();
        chain.Add("hole", Begin(s_passing[3], 1, 0));
        chain.Push(Piece.Data("abc"u8.ToArray()), 0);
        Assert.False(chain.TryPull(long.MaxValue - 1, out _));
        chain.Remove("hole", 5);
        Assert.True(chain.TryPull(5, out Piece piece));
        Assert.Equal("abc"u8.ToArray(), piece.Bytes.ToArray());
        Assert.True(chain.IsClear);
    }

    [Fact]
    public void A_black_hole_takes_nothing_more()
    {
        TcpChain chain = new();
        Assert.True(chain.Accepts);
        chain.Add("hole", Begin(s_passing[3], 1, 0));
        Assert.False(chain.Accepts);
    }

    [Fact]
    public void Latency_keeps_order_and_never_gives_a_piece_before_its_time()
    {
        TcpChain chain = new();
        chain.Add("latency", Begin(s_passing[0], 7, 0));
        long step = FaultSettings.Ticks(0.001);
        for (byte i = 0; i < 100; i++) { chain.Push(Piece.Data(new[] { i }), i * step); }
        List<byte> got = [];
        for (long now = 0; got.Count < 100; now += step)
        {
            while (chain.TryPull(now, out Piece piece))
            {
                Assert.True(now >= (piece.Bytes.Span[0] + 5) * step, "20 ms less 15 ms of jitter is 5 ms");
                got.Add(piece.Bytes.Span[0]);
            }
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), got);
    }

    [Fact]
    public void Bandwidth_lets_a_kilobyte_through_in_its_time_and_not_before()
    {
        TcpChain chain = new();
        chain.Add("slow", Begin(("bandwidth", [("rate", 100)]), 1, 0));
        chain.Push(Piece.Data(new byte[50_000]), 0);
        long through = 0;
        long now = 0;
        while (chain.NextDue < long.MaxValue)
        {
            now = chain.NextDue;
            while (chain.TryPull(now, out Piece piece)) { through += piece.Bytes.Length; }
            Assert.True(through <= (100_000.0 * now / Millrace.Shards.Shard.TicksPerSecond) + 1);
        }

        Assert.Equal(50_000, through);
        Assert.Equal(0.5, (double)now / Millrace.Shards.Shard.TicksPerSecond, 3);
    }

    [Fact]
    public void Limit_data_passes_so_many_bytes_then_cuts()
    {
        TcpChain chain = new();
        chain.Add("limit", Begin(("limit_data", [("bytes", 5)]), 1, 0));
        chain.Push(Piece.Data("abc"u8.ToArray()), 0);
        chain.Push(Piece.Data("defg"u8.ToArray()), 0);
        chain.Push(Piece.Data("h"u8.ToArray()), 0);
        List<string> got = [];
        while (chain.TryPull(0, out Piece piece)) { got.Add(piece.Kind == PieceKind.Data ? System.Text.Encoding.ASCII.GetString(piece.Bytes.Span) : piece.Kind.ToString()); }
        Assert.Equal(["abc", "de", "Cut"], got);
    }

    [Fact]
    public void Slow_close_holds_the_end_back_and_nothing_else()
    {
        TcpChain chain = new();
        chain.Add("slow", Begin(s_passing[4], 1, 0));
        chain.Push(Piece.Data("x"u8.ToArray()), 0);
        chain.Push(Piece.End, 0);
        Assert.True(chain.TryPull(0, out Piece piece));
        Assert.Equal(PieceKind.Data, piece.Kind);
        Assert.False(chain.TryPull(0, out _));
        Assert.Equal(FaultSettings.Ticks(0.03), chain.NextDue);
        Assert.True(chain.TryPull(FaultSettings.Ticks(0.03), out piece));
        Assert.Equal(PieceKind.End, piece.Kind);
    }

    [Fact]
    public void A_slicer_cuts_within_its_bounds()
    {
        TcpChain chain = new();
        chain.Add("slicer", Begin(s_passing[2], 3, 0));
        chain.Push(Piece.Data(new byte[10_000]), 0);
        int all = 0;
        while (chain.TryPull(long.MaxValue - 1, out Piece piece))
        {
            all += piece.Bytes.Length;
            Assert.True(piece.Bytes.Length <= 80);
            Assert.True(piece.Bytes.Length >= 20 || all == 10_000);
        }

        Assert.Equal(10_000, all);
    }

    [Fact]
    public void One_seed_gives_one_sequence_and_another_seed_another()
    {
        Assert.Equal(Sequence(1, 0), Sequence(1, 0));
        Assert.NotEqual(Sequence(1, 0), Sequence(2, 0));
        Assert.NotEqual(Sequence(1, 0), Sequence(1, 1));

        static string Sequence(long seed, long connection)
        {
            TcpChain chain = new();
            foreach ((string type, (string, double)[] attributes) in s_passing.Take(3))
            {
                chain.Add(type, Begin((type, attributes), 0, 0, ProxyChance.Of(seed, connection, type, "upstream")));
            }

            List<string> seen = [];
            for (int i = 0; i < 20; i++) { chain.Push(Piece.Data(new byte[1000]), i * FaultSettings.Ticks(0.001)); }
            for (long now = 0; now < FaultSettings.Ticks(1); now += FaultSettings.Ticks(0.0001))
            {
                while (chain.TryPull(now, out Piece piece)) { seen.Add($"{now}:{piece.Bytes.Length}"); }
            }

            return string.Join(' ', seen);
        }
    }

    private static TcpStage Begin((string Type, (string Name, double Value)[] Attributes) fault, int seed, long now, Random? random = null)
    {
        PathFault asked = new("x", fault.Type, "both", 1, fault.Attributes.ToDictionary(a => a.Name, a => a.Value));
        FaultEntry entry = FaultEntry.Of(asked, FaultScope.Tcp);
        return ((TcpFault)entry.Kind).Begin(entry.Settings(random ?? new Random(seed)), now);
    }
}
