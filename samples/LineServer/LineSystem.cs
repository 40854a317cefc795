using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Results;

namespace LineServer;

/// <summary>What the lab has to know of the server: what can be done with it, how to start one, and what its figures mean.</summary>
internal sealed class LineSystem : ISystemUnderLoad
{
    public static readonly OperationId Set = new(0);
    public static readonly OperationId Get = new(1);

    private const string Reads = "reads";

    public SystemInfo Info { get; } = new()
    {
        Name = "lines",
        Description = "keys and values over lines of text, every answer checked",
        Operations = ["set", "get"], // in the order of the two ids above
        Modes =
        [
            new("closed", "each client asks again when its answer is there", new Closed()),
            new("paced", "each client asks 10 times a second, whatever the server does; up to 8 requests wait for their answers", new Paced(10), Window: 8),
        ],
        Schemes = ["tcp"],
        Parameters = [new(Reads, "share of requests that are gets, from 0 to 1", "0.8")],
        Counts = [Client.Found, Client.NothingYet, Client.Forgotten, Client.Mistakes],
        DefaultPayloadBytes = 100,
        MaxPayloadBytes = 4096,
    };

    public IReadOnlyList<Profile> Profiles { get; } =
    [
        new() { Name = "baseline", Description = "100 clients, eight gets to two sets", Mode = "closed", Thresholds = ["loss=0", "errors<0.1%"] },
        new() { Name = "writes", Description = "the same, sets alone", Mode = "closed", Thresholds = ["loss=0", "errors<0.1%"], Parameters = new Dictionary<string, string> { [Reads] = "0" } },
        new() { Name = "steady", Description = "1,000 clients, 10 requests a second each", Mode = "paced", Clients = 1_000, Duration = TimeSpan.FromSeconds(30), Thresholds = ["loss=0", "p99<20ms"] },
    ];

    public IReadOnlyList<string> Validate(Scenario scenario)
    {
        var reader = new ParameterReader(scenario.Parameters, Info.Parameters);
        reader.Share(Reads);
        return reader.Problems;
    }

    // This program again, on any free port; the name is that of the address in the line that it prints.
    public TargetRecipe Embedded(Scenario scenario) => new(["serve", "--port", "0"], "tcp");

    public VirtualClient NewClient(ClientSeat seat) => new Client(new ParameterReader(seat.Scenario.Parameters, Info.Parameters).Share(Reads), seat.Scenario.PayloadBytes);

    // The engine has judged rates, times and losses; what the answers said only we know.
    public void Tell(RunStory story)
    {
        long found = story.Metric(Client.Found), nothing = story.Metric(Client.NothingYet), forgotten = story.Metric(Client.Forgotten);
        double all = Math.Max(1, found + nothing + forgotten);
        story.Tables.Add(new ResultTable
        {
            Name = "gets",
            Title = "What gets found",
            Columns = [new("Answer"), new("Gets"), new("Share", "%")],
            Rows = [Row("the value set last", found), Row("nothing, for nothing was set yet", nothing), Row("nothing, though a value was set", forgotten)],
            Remark = "In the measured part. A server that is started again has forgotten its values.",
        });
        story.Invariants["no-foreign-values"] = story.Run.Accounting.Corrupted;
        story.Invariants["no-client-mistakes"] = story.Metric(Client.Mistakes);
        if (forgotten > 0)
        {
            story.Find(FindingSeverity.Warning, $"{forgotten:#,0} gets found nothing though a value had been set.", (Client.Forgotten, forgotten));
        }

        IReadOnlyList<TableCell> Row(string answer, long gets) => [answer, gets, Math.Round(100 * gets / all, 2)];
    }
}
