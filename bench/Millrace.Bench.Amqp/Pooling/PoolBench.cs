using System.Diagnostics;
using Millrace.Bench.Amqp.Measuring;

namespace Millrace.Bench.Amqp.Pooling;

/// <summary>Acquire and release of a pool of 100 by so many tasks: held for nothing, and held over one yield. Ours has real channels of a real broker.</summary>
internal static class PoolBench
{
    private const int Limit = 100;

    public static async Task RunAsync(BenchOptions options)
    {
        foreach (bool isHeld in new[] { false, true })
        {
            var report = new Report($"A pool of {Limit}, {(isHeld ? "held over one yield" : "no hold")}", options.Json is null ? null : $"{options.Json}.{(isHeld ? "yield" : "nohold")}");
            foreach (int tasks in options.Tasks)
            {
                for (int round = 0; round <= options.Rounds; round++)
                {
                    foreach (string name in options.Subjects.Where(name => name != "raw"))
                    {
                        report.Add(await CellAsync(options, isHeld, name, round, tasks));
                    }
                }
            }

            report.Print("perSecond", "cpuNs");
        }
    }

    private static async Task<Row> CellAsync(BenchOptions options, bool isHeld, string name, int round, int tasks)
    {
        GC.Collect();
        long[] counts = new long[tasks * 16]; // a cache line each and its neighbour
        TimeSpan took;
        TimeSpan cpu;
        await using (PoolSubject subject = Subjects.Pool(name))
        {
            await subject.OpenAsync(options.Broker, Limit);
            cpu = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            long end = start + (long)((round == 0 ? 0.5 : options.Seconds) * Stopwatch.Frequency);
            await Task.WhenAll(Enumerable.Range(0, tasks).Select(task => Task.Run(() => isHeld ? subject.HoldAsync(end, counts, task * 16) : subject.LoopAsync(end, counts, task * 16))));
            took = Stopwatch.GetElapsedTime(start);
            cpu = Environment.CpuUsage.TotalTime - cpu;
        }

        long[] each = [.. Enumerable.Range(0, tasks).Select(task => counts[task * 16]).Order()];
        return new Row
        {
            Subject = name,
            Round = round,
            Tasks = tasks,
            Values = new()
            {
                ["perSecond"] = Math.Round(each.Sum() / took.TotalSeconds),
                ["cpuNs"] = Math.Round(cpu.TotalNanoseconds / Math.Max(1, each.Sum()), 1),
                ["slowestShare"] = Math.Round(each[tasks / 2] == 0 ? 0 : (double)each[0] / each[tasks / 2], 3),
                ["slowest"] = each[0],
                ["median"] = each[tasks / 2],
            },
        };
    }
}
