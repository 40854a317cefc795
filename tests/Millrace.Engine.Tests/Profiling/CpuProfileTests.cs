using Millrace.Engine.Profiling;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Engine.Tests.Profiling;

public sealed class CpuProfileTests
{
    [Fact]
    public void A_thread_in_managed_code_works_whatever_stands_on_its_stack()
    {
        Assert.Null(WaitFrames.WaitOf(Sample(true, "System.Threading.Monitor.Wait", "A.B")));
        Assert.Equal("Monitor.Wait", WaitFrames.WaitOf(Sample(false, "System.Threading.Monitor.ObjWait", "System.Threading.Monitor.Wait", "A.B")));
    }

    [Fact]
    public void The_outermost_wait_says_what_is_waited_for() =>
        Assert.Equal("a semaphore", WaitFrames.WaitOf(Sample(false, "System.Threading.Monitor.Wait", "System.Threading.SemaphoreSlim.WaitUntilCountOrTimeout", "A.B")));

    [Fact]
    public void An_event_loop_waits_only_where_it_is_the_innermost()
    {
        Assert.Equal("epoll_wait (shards)", WaitFrames.WaitOf(Sample(false, "Millrace.Shards.Shard.Turn", "Millrace.Shards.Shard.Run")));
        Assert.Null(WaitFrames.WaitOf(Sample(false, "Millrace.Shards.Epoll.EpollTcpLink.TrySend", "Millrace.Shards.Shard.Turn", "Millrace.Shards.Shard.Run")));
    }

    [Fact]
    public void A_name_that_only_ends_like_a_wait_is_none() => Assert.Null(WaitFrames.WaitOf(Sample(false, "My.OwnMonitor.Enter", "A.B")));

    [Fact]
    public void Own_time_and_time_with_callees_are_counted_once_a_sample()
    {
        CpuProfile profile = CpuProfile.Of(
        [
            Sample(true, "A.Leaf", "A.Recursive", "A.Recursive", "A.Root"),
            Sample(true, "A.Leaf", "A.Root"),
            Sample(false, "A.Leaf", "A.Root"),
            Sample(false, "System.Threading.Thread.Sleep", "A.Root"),
            new StackSample(9, false, []),
        ]);

        Assert.Equal((4, 3, 1), (profile.All, profile.Running, profile.Unseen));
        Assert.Equal([(false, 2L, 3L), (true, 1L, 3L)], profile.Functions.Select(function => (function.IsNative, function.Own, function.WithCallees)));
        Assert.Equal([("Thread.Sleep", 1L)], profile.Waits);
    }

    [Fact]
    public void Allocations_are_booked_on_the_first_method_outside_the_framework()
    {
        IReadOnlyList<AllocationShare> shares = AllocationProfile.Of(
        [
            new AllocationSample("System.Byte[]", 100_000, [new("System.Array.Resize", "System.Private.CoreLib"), new("My.Table.Grow", "My")]),
            new AllocationSample("System.Byte[]", 100_000, [new("System.Array.Resize", "System.Private.CoreLib"), new("My.Table.Grow", "My")]),
            new AllocationSample("My.Thing`1[System.Int32]", 50_000, [new("My.Thing.Make", "My")]),
            new AllocationSample("System.String", 10_000, []),
        ]);

        Assert.Equal(
            [("System.Byte[]", "My.Table.Grow, by Array.Resize", 2L, 200_000L), ("My.Thing", "My.Thing.Make", 1, 50_000), ("System.String", "unknown (no managed frame)", 1, 10_000)],
            shares.Select(share => (share.Type, share.Place, share.Samples, share.Bytes)));
    }

    [Fact]
    public void Tables_have_ten_rows_and_the_waits_apart()
    {
        TargetTrace trace = new()
        {
            Seconds = 2,
            CpuSeconds = 1.25,
            Samples =
            [
                .. Enumerable.Range(0, 12).SelectMany(i => Enumerable.Repeat(Sample(true, $"My.Method{i:00}", "My.Root"), 20 - i)),
                .. Enumerable.Repeat(Sample(false, "System.Threading.Thread.Sleep", "My.Root"), 50),
            ],
            Allocations = [.. Enumerable.Range(0, 12).Select(i => new AllocationSample($"My.Type{i:00}", 100_000 + (i * 1000), [new("My.Root", "My")]))],
            Contentions = 3,
            ContentionMs = 4.5,
            Compiled = 7,
            Collections = 2,
        };

        ResultTable cpu = ProfileTables.Cpu(trace);
        ResultTable memory = ProfileTables.Allocations(trace);

        Assert.Equal(11, cpu.Rows.Count);
        Assert.Equal(("My.Method00", "waiting for Thread.Sleep"), (cpu.Rows[0][1].Text, cpu.Rows[10][1].Text));
        Assert.Equal(10, memory.Rows.Count);
        Assert.Equal("My.Type11", memory.Rows[0][1].Text);
        Snapshot.Match("guides.txt", $"{cpu.Remark}\n\n{memory.Remark}\n");
    }

    [Fact]
    public void A_target_that_did_nothing_is_said_to()
    {
        TargetTrace nothing = new() { Seconds = 0, Samples = [], Allocations = [] };

        Assert.Contains("No thread was seen at work", ProfileTables.Cpu(nothing).Remark, StringComparison.Ordinal);
        Assert.Contains("No allocation was sampled", ProfileTables.Allocations(nothing).Remark, StringComparison.Ordinal);
    }

    private static StackSample Sample(bool managed, params string[] methods) => new(1, managed, [.. methods.Select(method => new CodeFrame(method, "any"))]);
}
