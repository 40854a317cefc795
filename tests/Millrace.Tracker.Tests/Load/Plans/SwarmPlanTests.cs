using System.Buffers.Binary;
using Millrace.Tracker.Load;
using Millrace.Tracker.Load.Plans;

namespace Millrace.Tracker.Tests.Load.Plans;

public sealed class SwarmPlanTests
{
    [Theory]
    [InlineData("own")]
    [InlineData("uniform:7")]
    [InlineData("uniform:1000")]
    [InlineData("zipf:30:1.1")]
    public void A_worker_has_a_place_in_those_swarms_and_no_others(string swarms)
    {
        SwarmPlan plan = PlanOf(swarms, workers: 11, hashes: 5);
        for (int worker = 0; worker < plan.Workers; worker++)
        {
            int[] has = [.. Enumerable.Range(0, plan.Places).Select(place => plan.SwarmAt(worker, place))];
            Assert.All(has, swarm => Assert.InRange(swarm, 0, plan.Swarms - 1));
            Assert.All(Enumerable.Range(0, plan.Swarms), swarm => Assert.Equal(has.Contains(swarm), plan.Has(worker, swarm)));
            Assert.All(has, swarm => Assert.True(plan.HasPort(swarm, SwarmPlan.PortOf(worker))));
        }
    }

    [Fact]
    public void Uniform_swarms_are_of_equal_size_and_no_worker_is_twice_in_one()
    {
        SwarmPlan plan = PlanOf("uniform:100", workers: 128, hashes: 39);
        int[] sizes = new int[plan.Swarms];
        for (int worker = 0; worker < plan.Workers; worker++)
        {
            int[] has = [.. Enumerable.Range(0, plan.Places).Select(place => plan.SwarmAt(worker, place))];
            Assert.Equal(plan.Places, has.Distinct().Count());
            foreach (int swarm in has)
            {
                sizes[swarm]++;
            }
        }

        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    }

    [Fact]
    public void Every_swarm_has_a_hash_of_its_own_and_other_sizes_have_others()
    {
        SwarmPlan plan = PlanOf("own", workers: 100, hashes: 10);
        Assert.Equal(plan.Swarms, Enumerable.Range(0, plan.Swarms).Select(plan.HashOf).Distinct().Count());
        Assert.NotEqual(plan.HashOf(0), PlanOf("own", workers: 101, hashes: 10).HashOf(0));
        Assert.NotEqual(plan.HashOf(0), PlanOf("own", workers: 100, hashes: 11).HashOf(0));
        Assert.NotEqual(plan.HashOf(0), PlanOf("uniform:1000", workers: 100, hashes: 10).HashOf(0));
        Assert.NotEqual(PlanOf("zipf:30:1.1", workers: 100, hashes: 10).HashOf(0), PlanOf("zipf:30:1.2", workers: 100, hashes: 10).HashOf(0));
        Assert.Equal(plan.HashOf(7), PlanOf("own", workers: 100, hashes: 10).HashOf(7));
    }

    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(10, 5, 5)]
    [InlineData(100, 5, 10)]
    [InlineData(1_000, 5, 100)]
    [InlineData(10_000, 5, 1_000)]
    public void Where_nobody_says_how_many_swarms_there_are_each_has_about_50_peers(int workers, int hashes, int swarms) =>
        Assert.Equal(swarms, PlanOf("uniform", workers, hashes).Swarms);

    [Fact]
    public void Workers_that_share_a_port_are_both_looked_at()
    {
        SwarmPlan plan = PlanOf("own", workers: 64_513, hashes: 1);
        Assert.Equal(SwarmPlan.PortOf(0), SwarmPlan.PortOf(64_512));
        Assert.True(plan.HasPort(0, SwarmPlan.PortOf(0)));
        Assert.True(plan.HasPort(64_512, SwarmPlan.PortOf(0)));
        Assert.False(plan.HasPort(1, SwarmPlan.PortOf(0)));
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(1000, 1.0)]
    [InlineData(250, 0.25)]
    public void As_many_seed_as_asked_for(int about, double share)
    {
        SwarmPlan plan = PlanOf("own", workers: 100, hashes: 10);
        int seeds = Enumerable.Range(0, 1000).Count(place => plan.Seeds(place / 10, place % 10, share));
        Assert.InRange(seeds, about * 0.8, about * 1.2);
    }

    [Fact]
    public void The_first_peer_that_does_not_belong_is_found()
    {
        SwarmPlan plan = PlanOf("uniform:1", workers: 3, hashes: 1);
        byte[] loopback = [127, 0, 0, 1];
        byte[] good = [.. Peer(loopback, SwarmPlan.PortOf(0)), .. Peer(loopback, SwarmPlan.PortOf(2))];
        Assert.Equal(-1, plan.FirstStranger(0, good, loopback, 4));
        Assert.Equal(2, plan.FirstStranger(0, [.. good, .. Peer(loopback, SwarmPlan.PortOf(3))], loopback, 4));
        Assert.Equal(0, plan.FirstStranger(0, [.. Peer([127, 0, 0, 2], SwarmPlan.PortOf(0)), .. good], loopback, 4));
        Assert.Equal(-1, plan.FirstStranger(0, Peer([127, 0, 0, 2], SwarmPlan.PortOf(0)), [], 4));
        Assert.Equal(0, plan.FirstStranger(0, Peer(loopback, 80), loopback, 4));
    }

    private static byte[] Peer(byte[] address, ushort port)
    {
        byte[] peer = [.. address, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(peer.AsSpan(address.Length), port);
        return peer;
    }

    private static SwarmPlan PlanOf(string swarms, int workers, int hashes)
    {
        TrackerSettings settings = TrackerSettings.Read(new Dictionary<string, string> { ["swarms"] = swarms, ["hashes"] = $"{hashes}" }, out List<string> problems);
        Assert.Empty(problems);
        return SwarmPlan.Of(settings, workers, seed: 1);
    }
}
