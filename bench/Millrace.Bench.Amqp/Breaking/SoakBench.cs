using System.Diagnostics;
using Millrace.Bench.Amqp.Measuring;

namespace Millrace.Bench.Amqp.Breaking;

/// <summary>
/// Kill after kill under confirmed load: nothing that was confirmed may be missing, whatever was not is said to be unknown, nobody hangs, and memory stays where it was.
/// A row for every tenth of the kills.
/// </summary>
internal static class SoakBench
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

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
        List<double> times = [];
        int notBack = 0;
        for (int kill = 1; kill <= options.Kills; kill++)
        {
            await Task.Delay(chance.Next(5, 50));
            long broken = load.Mark();
            relay.Reset();
            long[] back = await ledger.AllBackAsync(broken, Limit);
            notBack += back.Count(at => at == 0);
            times.Add(Stopwatch.GetElapsedTime(broken, back.Max()).TotalMilliseconds);
            if (kill % Math.Max(1, options.Kills / 10) == 0)
            {
                report.Add(Row(options, kill, tasks, times, notBack, load, ledger));
            }
        }

        bool ended = await load.StopAsync();
        int lost = await ledger.LostAsync();
        Console.WriteLine($"\nconfirmed {ledger.Reported:N0}, of these missing {lost}; unknown {load.Unknown:N0}, calls that threw {load.Failed}, arrived twice {ledger.Duplicates}; tasks not back {notBack}, hung {(ended ? 0 : 1)}");
        return lost == 0 && notBack == 0 && ended ? 0 : 1;
    }

    private static Row Row(BenchOptions options, int kill, int tasks, List<double> times, int notBack, Load load, Ledger ledger)
    {
        double[] sorted = [.. times.Order()];
        long heap = GC.GetTotalMemory(forceFullCollection: true);
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
                ["confirmed"] = ledger.Reported,
                ["unknown"] = load.Unknown,
                ["failed"] = load.Failed,
                // Without what the ledger itself remembers of every message.
                ["heapMiB"] = Math.Round((heap - ledger.Bytes) / 1048576.0, 2),
                ["residentMiB"] = Math.Round(Environment.WorkingSet / 1048576.0, 1),
                ["threads"] = Process.GetCurrentProcess().Threads.Count,
            },
        };
    }
}
