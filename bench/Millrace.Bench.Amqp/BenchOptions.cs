using System.Globalization;

namespace Millrace.Bench.Amqp;

/// <summary>What to measure, and how much of it.</summary>
internal sealed record BenchOptions
{
    public static readonly string Usage = """
        Use: COMMAND --uri amqp://user:password@host:port/ [options]        a node for it: bench/rabbitmq-node --cpu 0; this: taskset -c 1
          publish     fire-and-forget: messages a second and the time of a call, for each number of tasks
          confirmed   the same, each task waiting for its message's confirm
        Options
          --subjects peer,ours,raw   who, in this order in each round (peer: RabbitMQ.Client plainly; raw: hand-made frames, the ceiling)
          --tasks 10,100,300,900     numbers of tasks
          --rounds 5                 measured rounds, after one of half a second that does not count
          --seconds 3 --warmup 0.5   what counts of a cell, and what goes before
          --body 100                 bytes of a message
          --route fanout|queue       fanout: to an exchange without bindings, the broker drops it (default); queue: to a queue that keeps its last 10,000
          --json FILE                every cell's values
        """;

    public required string Command { get; init; }

    public required Uri Broker { get; init; }

    public string[] Subjects { get; init; } = ["peer", "ours", "raw"];

    public int[] Tasks { get; init; } = [10, 100, 300, 900];

    public int Rounds { get; init; } = 5;

    public double Seconds { get; init; } = 3;

    public double WarmUp { get; init; } = 0.5;

    public int BodyBytes { get; init; } = 100;

    public string Route { get; init; } = "fanout";

    public string? Json { get; init; }

    /// <exception cref="FormatException">An option is wrong; the message says which.</exception>
    public static BenchOptions Read(string[] args)
    {
        var options = new BenchOptions { Command = args.Length > 0 ? args[0] : throw new FormatException("which command?"), Broker = new Uri("amqp://127.0.0.1") };
        bool hasBroker = options.Command == "pool";
        for (int n = 1; n < args.Length; n += 2)
        {
            string value = n + 1 < args.Length ? args[n + 1] : throw new FormatException($"{args[n]} needs a value");
            hasBroker |= args[n] == "--uri";
            options = args[n] switch
            {
                "--uri" => options with { Broker = new Uri(value) },
                "--subjects" => options with { Subjects = value.Split(',') },
                "--tasks" => options with { Tasks = [.. value.Split(',').Select(Whole)] },
                "--rounds" => options with { Rounds = Whole(value) },
                "--seconds" => options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--warmup" => options with { WarmUp = double.Parse(value, CultureInfo.InvariantCulture) },
                "--body" => options with { BodyBytes = Whole(value) },
                "--route" => options with { Route = value is "fanout" or "queue" ? value : throw new FormatException("--route is fanout or queue") },
                "--json" => options with { Json = value },
                _ => throw new FormatException($"unknown option {args[n]}"),
            };
        }

        return hasBroker ? options : throw new FormatException("--uri is missing");
    }

    private static int Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw new FormatException($"'{text}' is no whole number");
}
