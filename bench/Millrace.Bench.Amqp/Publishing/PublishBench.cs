using Millrace.Bench.Amqp.Measuring;
using Millrace.Bench.Amqp.Raw;

namespace Millrace.Bench.Amqp.Publishing;

/// <summary>Messages a second and the time of one publish, with so many tasks: fire-and-forget, or confirmed with one message outstanding a task.</summary>
internal static class PublishBench
{
    public static async Task RunAsync(BenchOptions options, bool isConfirmed)
    {
        var report = new Report($"{(isConfirmed ? "Confirmed" : "Fire-and-forget")} publishing, {options.BodyBytes} bytes, to {options.Route}", options.Json);
        byte[] body = new byte[options.BodyBytes];
        foreach (int tasks in options.Tasks)
        {
            for (int round = 0; round <= options.Rounds; round++)
            {
                foreach (string name in options.Subjects)
                {
                    report.Add(await CellAsync(options, isConfirmed, name, round, tasks, body));
                }
            }
        }

        report.Print("perSecond", "p50us", "p99us", "cpuus");
    }

    private static async Task<Row> CellAsync(BenchOptions options, bool isConfirmed, string name, int round, int tasks, byte[] body)
    {
        using var settle = new RawConnection(options.Broker);
        settle.OpenChannel(1);
        string queue = $"bench-{name}-{tasks}";
        if (options.Route == "queue")
        {
            settle.DeclareQueue(1, queue, maxLength: 0);
        }

        GC.Collect();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        PublishSubject subject = Subjects.Publish(name);
        Window window;
        await using (subject)
        {
            await subject.OpenAsync(options.Broker, tasks, isConfirmed);
            window = new Window(tasks, TimeSpan.FromSeconds(round == 0 ? 0.5 : options.WarmUp), TimeSpan.FromSeconds(round == 0 ? 0.5 : options.Seconds));
            await subject.RunAsync(window, options.Route == "fanout" ? "amq.fanout" : "", queue, body).WaitAsync(TimeSpan.FromSeconds(60 + options.Seconds));
        }

        if (options.Route == "queue")
        {
            settle.DeleteQueue(1, queue);
        }

        settle.Close();
        Percentiles times = Samples.Of(window.Tasks);
        return new Row
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
                ["cpuus"] = Math.Round((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Math.Max(1, window.Tasks.Sum(task => (double)task.Count)), 2),
                ["slowestShare"] = Math.Round(Share(window), 3),
            },
        };
    }

    /// <summary>What the slowest task got, held against the median's.</summary>
    private static double Share(Window window)
    {
        int[] counts = [.. window.Tasks.Select(task => task.Count).Order()];
        return counts[counts.Length / 2] == 0 ? 0 : (double)counts[0] / counts[counts.Length / 2];
    }
}
