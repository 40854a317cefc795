using Millrace.Bench.Amqp.Measuring;
using Millrace.Bench.Amqp.Raw;

namespace Millrace.Bench.Amqp.Publishing;

/// <summary>Messages a second and the time of one publish, with so many tasks: fire-and-forget, or confirmed with one message outstanding a task.</summary>
internal static class PublishBench
{
    /// <returns>0; 1 where a call failed, or a queue did not get what was accepted.</returns>
    public static async Task<int> RunAsync(BenchOptions options, bool isConfirmed)
    {
        var report = new Report($"{(isConfirmed ? "Confirmed" : "Fire-and-forget")} publishing, {options.BodyBytes} bytes, to {options.Route}", options.Json);
        byte[] body = new byte[options.BodyBytes];
        bool isSound = true;
        foreach (int tasks in options.Tasks)
        {
            for (int round = 0; round <= options.Rounds; round++)
            {
                foreach (string name in options.Subjects)
                {
                    // The process's first cells run for longer: the runtime compiles what is hot in the background, and on one core that takes its time.
                    double before = round > 0 ? options.WarmUp : tasks == options.Tasks[0] ? 2 : 0.5;
                    Row row = await CellAsync(options, isConfirmed, name, round, tasks, body, TimeSpan.FromSeconds(before));
                    report.Add(row);
                    isSound &= Equals(row.Values["errors"], 0) && Equals(row.Values["accepted"], row.Values.GetValueOrDefault("arrived", row.Values["accepted"]));
                }
            }
        }

        report.Print("perSecond", "p50us", "p99us", "cpuus");
        return isSound ? 0 : 1;
    }

    private static async Task<Row> CellAsync(BenchOptions options, bool isConfirmed, string name, int round, int tasks, byte[] body, TimeSpan warmUp)
    {
        using var settle = new RawConnection(options.Broker);
        settle.OpenChannel(1);
        string queue = $"bench-{name}-{tasks}";
        bool isCounted = options.Route == "queue" || round == 0; // so that each subject has shown that what it accepts does arrive
        if (isCounted)
        {
            settle.DeclareQueue(1, queue, maxLength: 0);
        }

        GC.Collect();
        PublishSubject subject = Subjects.Publish(name);
        Window window;
        await using (subject)
        {
            await subject.OpenAsync(options.Broker, tasks, isConfirmed);
            window = new Window(tasks, warmUp, TimeSpan.FromSeconds(round == 0 ? 0.5 : options.Seconds));
            await subject.RunAsync(window, isCounted ? "" : "amq.fanout", queue, body).WaitAsync(TimeSpan.FromSeconds(60 + options.Seconds));
        }

        long accepted = window.Tasks.Sum(task => task.Accepted);
        Percentiles times = Samples.Of(window.Tasks);
        var row = new Row
        {
            Subject = name,
            Round = round,
            Tasks = tasks,
            Values = new()
            {
                ["perSecond"] = Math.Round(window.PerSecond),
                ["p50us"] = times.P50,
                ["p99us"] = times.P99,
                ["maxus"] = times.Max,
                ["cpuus"] = Math.Round(window.Cpu.TotalMicroseconds / Math.Max(1, window.Tasks.Sum(task => (double)task.Count)), 2),
                ["slowestShare"] = Math.Round(Share(window), 3),
                ["errors"] = window.Tasks.Sum(task => task.Errors),
                ["accepted"] = accepted,
            },
        };
        if (isCounted)
        {
            row.Values["arrived"] = settle.CountMessages(1, queue, accepted);
            settle.DeleteQueue(1, queue);
        }

        settle.Close();
        return row;
    }

    /// <summary>What the slowest task got, held against the median's.</summary>
    private static double Share(Window window)
    {
        int[] counts = [.. window.Tasks.Select(task => task.Count).Order()];
        return counts[counts.Length / 2] == 0 ? 0 : (double)counts[0] / counts[counts.Length / 2];
    }
}
