using System.Diagnostics;
using Millrace.Bench.Amqp.Measuring;

namespace Millrace.Bench.Amqp.Breaking;

/// <summary>
/// Kill after kill under confirmed load: nothing that was confirmed may be missing, nothing that was said not to be sent may come, nobody hangs, nothing comes twice, and
/// memory stays where it was. A row for every tenth of the kills, and one with the books.
/// </summary>
internal static class SoakBench
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>What the heap may have grown by from the first tenth to the end: a tenth of it, or this where that is more, because the load goes on while it is counted.</summary>
    private const double GrowthMiB = 2;

    /// <returns>0, or 1 where something did not hold.</returns>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        int tasks = options.Tasks[0];
        var report = new Report($"{options.Kills} kills under confirmed load of {tasks} tasks, {options.Rate} messages/s", options.Json);
        using var relay = new TinyRelay(options.Broker);
        const string queue = "soak";
        using var ledger = new Ledger(options.Broker, queue, tasks);
        await using BreakSubject subject = Subjects.Break(options.Subjects[0]);
        await subject.OpenAsync(relay.Uri, tasks, isConfirmed: true);
        var load = new Load(subject, ledger, queue, tasks, options.Rate);
        load.Start();
        await ledger.AllBackAsync(0, Limit);

        var chance = new Random(1);
        var times = new double[options.Kills];
        List<double> heaps = [];
        int notBack = 0;
        for (int kill = 1; kill <= options.Kills; kill++)
        {
            await Task.Delay(chance.Next(5, 50));
            long broken = load.Mark();
            relay.Reset();
            long[] back = await ledger.AllBackAsync(broken, Limit);
            notBack += back.Count(at => at == 0);
            times[kill - 1] = back.All(at => at != 0) ? Stopwatch.GetElapsedTime(broken, back.Max()).TotalMilliseconds : Limit.TotalMilliseconds;
            if (kill % Math.Max(1, options.Kills / 10) == 0)
            {
                heaps.Add(Heap(ledger));
                report.Add(Tenth(options, kill, tasks, times.AsSpan(0, kill), notBack, heaps[^1]));
            }
        }

        bool ended = await load.StopAsync();
        Books books = await ledger.BalanceAsync();
        double growth = heaps[^1] - heaps[0];
        bool isFlat = growth <= Math.Max(GrowthMiB, heaps[0] / 10);
        bool isSound = books.IsRight && notBack == 0 && ended && isFlat;
        report.Add(new Row
        {
            Subject = "books",
            Round = options.Kills,
            Tasks = tasks,
            Values = new()
            {
                ["kills"] = options.Kills,
                ["begun"] = books.Begun,
                ["confirmed"] = books.Reported,
                ["confirmedMissing"] = books.Lost,
                ["unknown"] = books.Unknown,
                ["unknownArrived"] = books.UnknownArrived,
                ["notSent"] = books.NotSent,
                ["notSentArrived"] = books.NotSentArrived,
                ["neverEnded"] = books.Open,
                ["foreign"] = books.Foreign,
                ["duplicates"] = books.Duplicates,
                ["tasksNotBack"] = notBack,
                ["hung"] = ended ? 0 : 1,
                ["heapFirstTenthMiB"] = heaps[0],
                ["heapEndMiB"] = heaps[^1],
                ["isFlat"] = isFlat ? 1 : 0,
                ["isSound"] = isSound ? 1 : 0,
            },
        });
        Console.WriteLine(isSound ? "\nevery message fared as its publisher said, and memory is flat" : "\nVIOLATED: see the line of the books");
        return isSound ? 0 : 1;
    }

    /// <summary>The managed heap without what the ledger itself remembers of every message: the least of some looks, because the load goes on.</summary>
    private static double Heap(Ledger ledger) =>
        Math.Round(Enumerable.Range(0, 5).Min(_ => GC.GetTotalMemory(forceFullCollection: true) - ledger.Bytes) / 1048576.0, 2);

    private static Row Tenth(BenchOptions options, int kill, int tasks, ReadOnlySpan<double> times, int notBack, double heap)
    {
        double[] sorted = times.ToArray();
        Array.Sort(sorted);
        return new Row
        {
            Subject = options.Subjects[0],
            Round = kill,
            Tasks = tasks,
            Values = new()
            {
                ["backP50Ms"] = Math.Round(sorted[sorted.Length / 2], 1),
                ["backP99Ms"] = Math.Round(sorted[Math.Min(sorted.Length - 1, sorted.Length * 99 / 100)], 1),
                ["backMaxMs"] = Math.Round(sorted[^1], 1),
                ["notBack"] = notBack,
                ["heapMiB"] = heap,
                ["residentMiB"] = Math.Round(Environment.WorkingSet / 1048576.0, 1),
                ["threads"] = Process.GetCurrentProcess().Threads.Count,
            },
        };
    }
}
