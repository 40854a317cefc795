using System.Diagnostics;
using Millrace.Bench.Amqp.Measuring;

namespace Millrace.Bench.Amqp.Breaking;

/// <summary>
/// The network breaks once a cell, by reset or by standing still, and comes back: when does every waiter know, when does every task publish again (a message
/// published after the break has come out of the queue), and what was said to be sent and never came?
/// </summary>
internal static class BreakBench
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(BenchOptions options, bool isPartition)
    {
        string title = $"{(isPartition ? "A partition" : "A reset")} of {options.Down} s, {(options.IsConfirmed ? "confirmed" : "fire-and-forget")}, {options.Rate} messages/s";
        var report = new Report(title, options.Json);
        foreach (int tasks in options.Tasks)
        {
            for (int round = tasks == options.Tasks[0] ? 0 : 1; round <= options.Rounds; round++) // 0: the process's first, everything cold; printed, not counted
            {
                foreach (string name in options.Subjects.Where(name => name != "raw"))
                {
                    report.Add(await CellAsync(options, isPartition, name, round, tasks));
                }
            }
        }

        report.Print("lastBackMs");
    }

    private static async Task<Row> CellAsync(BenchOptions options, bool isPartition, string name, int round, int tasks)
    {
        using var relay = new TinyRelay(options.Broker);
        string queue = $"break-{name}-{tasks}-{round}";
        using var ledger = new Ledger(options.Broker, queue, tasks);
        await using BreakSubject subject = Subjects.Break(name);
        await subject.OpenAsync(relay.Uri, tasks, options.IsConfirmed);
        var load = new Load(subject, ledger, queue, tasks, options.Rate);
        load.Start();
        await ledger.AllBackAsync(0, Limit);
        await Task.Delay(TimeSpan.FromSeconds(options.WarmUp + 0.5));

        long broken = load.Mark();
        TimeSpan down = TimeSpan.FromSeconds(options.Down);
        if (isPartition)
        {
            relay.Stall();
            await Task.Delay(down);
            relay.Flow();
        }
        else if (down > TimeSpan.Zero)
        {
            relay.Refuse();
            relay.Reset();
            await Task.Delay(down);
            relay.Accept();
        }
        else
        {
            relay.Reset();
        }

        long healed = down > TimeSpan.Zero ? Stopwatch.GetTimestamp() : broken;
        long[] back = await ledger.AllBackAsync(broken, Limit);
        await Task.Delay(500);
        Waiter[] waiters = load.Waiters();
        bool ended = await load.StopAsync();
        Books books = await ledger.BalanceAsync();
        Waiter[] known = [.. waiters.Where(waiter => waiter.HasFailed)];
        double Ms(long from, long to) => Math.Round(Stopwatch.GetElapsedTime(from, to).TotalMilliseconds, 1);
        return new Row
        {
            Subject = name,
            Round = round,
            Tasks = tasks,
            Values = new()
            {
                ["firstBackMs"] = back.Any(at => at != 0) ? Ms(healed, back.Where(at => at != 0).Min()) : -1,
                ["lastBackMs"] = back.All(at => at != 0) ? Ms(healed, back.Max()) : -1,
                ["notBack"] = back.Count(at => at == 0),
                ["waiters"] = waiters.Length,
                ["waitersHeard"] = known.Length,
                ["waitersHung"] = waiters.Count(waiter => waiter.EndedAt == 0),
                ["firstErrorMs"] = known.Length > 0 ? Ms(broken, known.Min(waiter => waiter.EndedAt)) : -1,
                ["lastErrorMs"] = known.Length > 0 ? Ms(broken, known.Max(waiter => waiter.EndedAt)) : -1,
                ["lastWaiterMs"] = waiters.Length > 0 && waiters.All(waiter => waiter.EndedAt != 0) ? Ms(broken, waiters.Max(waiter => waiter.EndedAt)) : -1,
                ["reported"] = books.Reported,
                ["lost"] = books.Lost,
                ["unknown"] = books.Unknown,
                ["failed"] = books.NotSent,
                ["failedArrived"] = books.NotSentArrived,
                ["duplicates"] = books.Duplicates,
                ["hung"] = ended ? 0 : 1,
            },
        };
    }
}
