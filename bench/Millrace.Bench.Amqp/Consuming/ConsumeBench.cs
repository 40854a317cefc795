using System.Diagnostics;
using Millrace.Bench.Amqp.Measuring;
using Millrace.Bench.Amqp.Raw;

namespace Millrace.Bench.Amqp.Consuming;

/// <summary>Consumers by the hundred: how long until all stand, what they take a second, how long a message is on its way, what is lost.</summary>
internal static class ConsumeBench
{
    /// <returns>0; 1 where a message was lost.</returns>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        bool isSound = true;
        var report = new Report("Consumers, a queue and a channel each", options.Json);
        foreach (int consumers in options.Tasks)
        {
            for (int round = 0; round <= options.Rounds; round++)
            {
                foreach (string name in options.Subjects)
                {
                    Row row = await CellAsync(options, name, round, consumers);
                    report.Add(row);
                    isSound &= Equals(row.Values["lost"], 0L);
                }
            }
        }

        report.Print("startMs", "perSecond", "p50us", "p99us");
        return isSound ? 0 : 1;
    }

    private static async Task<Row> CellAsync(BenchOptions options, string name, int round, int consumers)
    {
        using var settle = new RawConnection(options.Broker);
        settle.OpenChannel(1);
        string[] queues = [.. Enumerable.Range(0, consumers).Select(n => $"consume-{n}")];
        Array.ForEach(queues, queue => settle.DeclareQueue(1, queue, maxLength: 0));
        GC.Collect();

        Row row;
        await using (ConsumeSubject subject = Subjects.Consume(name))
        {
            await subject.ConnectAsync(options.Broker);
            Feeder? feeder = null;
            Window? window = null;
            Lock one = new();
            long start = Stopwatch.GetTimestamp();
            await subject.StartAsync(queues, body =>
            {
                TimeSpan time = feeder!.Take(body);
                lock (one)
                {
                    window!.Took(0, time);
                }
            }).WaitAsync(TimeSpan.FromSeconds(120));
            TimeSpan startUp = Stopwatch.GetElapsedTime(start);

            TimeSpan warmUp = TimeSpan.FromSeconds(round == 0 && consumers == options.Tasks[0] ? 2 : options.WarmUp); // 0: what is hot is compiled meanwhile
            window = new Window(1, warmUp, TimeSpan.FromSeconds(round == 0 ? 0.5 : options.Seconds));
            using (feeder = new Feeder(options.Broker, queues, ahead: 2000))
            {
                feeder.Start();
                await Task.Delay(warmUp + window.Length);
                await feeder.StopAsync();
                Percentiles times = Samples.Of(window.Tasks);
                row = new Row
                {
                    Subject = name,
                    Round = round,
                    Tasks = consumers,
                    Values = new()
                    {
                        ["startMs"] = Math.Round(startUp.TotalMilliseconds, 1),
                        ["perSecond"] = Math.Round(window.PerSecond),
                        ["p50us"] = times.P50,
                        ["p99us"] = times.P99,
                        ["sent"] = feeder.Sent,
                        ["lost"] = feeder.Sent - feeder.Received,
                    },
                };
            }
        }

        Array.ForEach(queues, queue => settle.DeleteQueue(1, queue));
        settle.Close();
        return row;
    }
}
