using System.Globalization;
using Millrace.Results;

namespace Millrace.Engine.Profiling;

/// <summary>What was sampled, as tables with a guide to their reading. Pure.</summary>
internal static class ProfileTables
{
    public const string CpuName = "profile-cpu";
    public const string AllocationName = "profile-allocations";

    private const int Top = 10;
    private const int TopWaits = 6;

    public static ResultTable Cpu(TargetTrace trace)
    {
        CpuProfile profile = CpuProfile.Of(trace.Samples);
        var rows = new List<IReadOnlyList<TableCell>>();
        foreach (FunctionShare function in profile.Functions.Take(Top))
        {
            rows.Add(
            [
                (rows.Count + 1).ToString(CultureInfo.InvariantCulture), function.Frame.Method, function.IsNative ? "native code it called" : "managed code",
                Share(function.Own, profile.Running), Share(function.WithCallees, profile.Running), Share(function.Own, profile.All),
            ]);
        }

        foreach ((string what, long samples) in profile.Waits.Take(TopWaits))
        {
            rows.Add(["apart", $"waiting for {what}", "blocked", default, default, Share(samples, profile.All)]);
        }

        return new ResultTable
        {
            Name = CpuName,
            Title = "CPU profile: the top 10 functions",
            Columns = [new("rank"), new("function"), new("where"), new("own time", "% of running"), new("with callees", "% of running"), new("own", "% of all samples")],
            Rows = rows,
            Remark = profile.Running == 0 ? $"{Basis(trace, profile)} No thread was seen at work: the target idled, or the run was too short." : $"{Basis(trace, profile)}\n\n{CpuGuide}",
        };
    }

    public static ResultTable Allocations(TargetTrace trace)
    {
        IReadOnlyList<AllocationShare> shares = AllocationProfile.Of(trace.Allocations);
        long total = shares.Sum(share => share.Bytes);
        string basis = string.Create(CultureInfo.InvariantCulture,
            $"{trace.Allocations.Count} sampled allocations stand for about {total / 1e6:0.0} MB in {trace.Seconds:0.0} s ({(trace.Seconds > 0 ? total / 1e6 / trace.Seconds : 0):0.0} MB/s) and {trace.Collections} collections; the runtime names one allocation in each 100 KB, so rows of few samples are chance.");
        return new ResultTable
        {
            Name = AllocationName,
            Title = "Memory profile: the top 10 allocators",
            Columns = [new("rank"), new("type"), new("allocated by"), new("share", "%"), new("about", "MB"), new("samples")],
            Rows = [.. shares.Take(Top).Select((share, at) => (IReadOnlyList<TableCell>)
                [(at + 1).ToString(CultureInfo.InvariantCulture), share.Type, share.Place, Share(share.Bytes, total), Math.Round(share.Bytes / 1e6, 1), (double)share.Samples])],
            Remark = shares.Count == 0
                ? "No allocation was sampled: the target allocated less than about 100 KB while it was watched. Nothing is to be gained here."
                : $"{basis}\n\n{AllocationGuide}",
        };
    }

    private static string Basis(TargetTrace trace, CpuProfile profile) => string.Create(
        CultureInfo.InvariantCulture,
        $"{trace.Samples.Count} stacks in {trace.Seconds:0.0} s; {profile.Running} of {profile.All} with managed frames were at work{AtWork(trace, profile)}, the others blocked (listed apart); {profile.Unseen} had no managed frame (the runtime's own threads).{(trace.CpuSeconds is { } cpu ? string.Create(CultureInfo.InvariantCulture, $" The process used {cpu:0.00} s of processor time, collector and compiler included.") : "")} {trace.Compiled} methods were compiled; locks were waited for {trace.Contentions} times, {trace.ContentionMs:0.0} ms together.");

    // Every thread is looked at each time, so the one seen most often tells how far the looks are apart.
    private static string AtWork(TargetTrace trace, CpuProfile profile)
    {
        long looks = trace.Samples.CountBy(sample => sample.Thread).Select(thread => thread.Value).DefaultIfEmpty(0).Max();
        return looks == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (about {profile.Running * trace.Seconds / looks:0.00} s)");
    }

    private static TableCell Share(long part, long whole) => whole == 0 ? default : new TableCell(Math.Round(100.0 * part / whole, 1));

    private const string CpuGuide =
        """
        **Analysis guide.** Threads are sampled where they can be stopped, so time may be booked on a neighbour of the true line: trust the order, not the digits.

        - If *native code it called* is high under methods that send or receive (`recvmmsg`, `sendmmsg`, `recv`, `send`; a call that was compiled into its caller is booked there, as on `TrySend` or `Flush`): the kernel's share. Batch more per call (more load in flight per socket does), use larger receive buffers, or add cores (`--shards`); above about 60 % the server itself is not the bottleneck.
        - If `JIT_New`, `Array` or `String` methods or the collector are high, or the table of allocators is long: garbage. Reuse buffers (`ArrayPool`, slabs), pass spans, avoid closures and boxing on the path of a message.
        - If `Monitor.Enter`, `Lock.Enter` or `SpinWait` are high, or waits for locks are listed above: contention. Smaller critical sections, more stripes, or one owner per shard.
        - If `Dictionary`, `HashCode` or comparers are high: the state's tables. Fewer look-ups per message, keys that hash cheaply, tables that fit the caches.
        - If many methods were compiled, or the same method is high only in a short run: the JIT and its tiers. Warm up longer (`--warmup`), and look at DOTNET_TieredPGO and DOTNET_ReadyToRun.
        - If one function has most of the time by itself: that is the hot path; anything else that you change will not show.
        """;

    private const string AllocationGuide =
        """
        **Analysis guide.**

        - If the path of a message allocates at all (types named after requests, answers, sessions or tasks): every message pays for the collector. Pool it, make it a struct, or write into the outgoing buffer.
        - If `System.Byte[]` or `System.Char[]` is high: buffers. Rent them, or keep one per connection or shard.
        - If `System.String` is high: text is made that nobody reads. Compare and write UTF-8 spans, and log through generated methods.
        - If arrays of a collection's items are high (`Entry[]`, `T[]`): tables that grow. Give them their capacity at the start, or grow in small steps.
        - If state machines (`AsyncStateMachineBox`, `Task`) are high: awaits that do not complete at once. Use a pooling builder or one long-lived loop.
        - If closures (`<>c__DisplayClass`) or delegates are high: pass state as an argument and make the lambda static.
        """;
}
