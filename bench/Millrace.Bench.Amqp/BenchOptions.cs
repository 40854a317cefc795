using System.Globalization;

namespace Millrace.Bench.Amqp;

/// <summary>What to measure, and how much of it.</summary>
internal sealed record BenchOptions
{
    public static readonly string Usage = """
        Use: COMMAND --uri amqp://user:password@host:port/ [options]        a node for it: bench/rabbitmq-node --cpu 0; this: taskset -c 1
          publish     fire-and-forget: messages a second and the time of a call, for each number of tasks
          confirmed   the same, each task waiting for its message's confirm
          consumers   so many consumers with a queue and a channel each: start-up, messages a second, time on the way, loss
          pool        acquire and release of a pool of 100 channels by so many tasks (peer: SemaphoreSlim and ConcurrentBag; on all processors: no taskset)
          rst         a relay resets the connection: when all tasks publish again, what was lost meanwhile
          partition   the relay stands still for --down seconds: when that is known, and when all is well after it
          soak        --kills resets one after another under confirmed load: nothing confirmed may be missing, nothing unsent may come, memory stays; exit code 1 otherwise
        Options
          --subjects peer,ours,raw   who, in this order in each round (peer: RabbitMQ.Client plainly; raw: hand-made frames, the ceiling)
          --tasks 10,100,300,900     numbers of tasks (consumers: 100,500,900; pool: 100,500)
          --rounds 5                 measured rounds, after one that does not count: it goes to a queue, and what arrived there is counted
          --seconds 3 --warmup 0.5   what counts of a cell, and what goes before
          --body 100                 bytes of a message
          --route fanout|queue       fanout: to an exchange without bindings, the broker drops it (default); queue: to a queue without a limit
          --down 0                   rst: the relay refuses connections for so long afterwards; partition: how long (3 where not given)
          --kills 1000               soak: how many
          --rate 5000                rst, partition: messages a second of all tasks together, 0 for as many as they can
          --confirm yes|no           rst, partition: each task waits for its message's confirm (no; partition: yes)
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

    public double Down { get; init; }

    public int Kills { get; init; } = 1000;

    public double Rate { get; init; } = 5000;

    public bool IsConfirmed { get; init; }

    public string? Json { get; init; }

    /// <exception cref="FormatException">An option is wrong; the message says which.</exception>
    public static BenchOptions Read(string[] args)
    {
        var options = new BenchOptions { Command = args.Length > 0 ? args[0] : throw new FormatException("which command?"), Broker = new Uri("amqp://127.0.0.1") };
        options = options.Command == "partition" ? options with { Down = 3, IsConfirmed = true } : options;
        options = options.Command == "consumers" ? options with { Tasks = [100, 500, 900] } : options.Command == "pool" ? options with { Tasks = [100, 500] } : options;
        options = options.Command == "soak" ? options with { Tasks = [50], Subjects = ["ours"], IsConfirmed = true } : options;
        bool hasBroker = false;
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
                "--down" => options with { Down = double.Parse(value, CultureInfo.InvariantCulture) },
                "--kills" => options with { Kills = Whole(value) },
                "--rate" => options with { Rate = double.Parse(value, CultureInfo.InvariantCulture) },
                "--confirm" => options with { IsConfirmed = value == "yes" },
                "--json" => options with { Json = value },
                _ => throw new FormatException($"unknown option {args[n]}"),
            };
        }

        return hasBroker ? options : throw new FormatException("--uri is missing");
    }

    private static int Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw new FormatException($"'{text}' is no whole number");
}
