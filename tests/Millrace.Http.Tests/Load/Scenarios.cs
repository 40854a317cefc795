using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Http.Host;
using Millrace.Http.Load;
using Millrace.Results;
using Microsoft.Extensions.Logging.Abstractions;

namespace Millrace.Http.Tests.Load;

/// <summary>Short runs against a server of a test's.</summary>
internal static class Scenarios
{
    public static HttpSystem System { get; } = new();

    /// <summary>One client that asks a handful of times: what is asked is counted, not how fast.</summary>
    public static Scenario Of(Uri target, int clients = 1, params (string Name, string Value)[] settings)
    {
        Scenario scenario = Scenario.Of(System, System.Profiles[0]);
        var parameters = new Dictionary<string, string>(scenario.Parameters);
        foreach ((string name, string value) in settings)
        {
            parameters[name] = value;
        }

        return scenario with
        {
            Target = target,
            Parameters = parameters,
            Clients = clients,
            Load = new Paced(20),
            Duration = TimeSpan.FromSeconds(1),
            WarmUp = TimeSpan.Zero,
            OperationTimeout = TimeSpan.FromSeconds(20),
            DrainTimeout = TimeSpan.FromSeconds(20),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            Thresholds = [],
        };
    }

    public static Task<RunFile> RunAsync(Scenario scenario) => Lab.RunAsync(scenario, SilentProgress.Instance, TestContext.Current.CancellationToken);

    /// <summary>The small server, started.</summary>
    public static async Task<(HttpServer Server, Uri Url)> ServeAsync(HttpOptions? options = null)
    {
        HttpServer server = HttpServer.Create((options ?? new HttpOptions()) with { Port = 0 }, NullLoggerFactory.Instance);
        return (server, new Uri((await server.StartAsync(TestContext.Current.CancellationToken)).Entries[0].Value));
    }

    /// <summary>The first row of a table, by column.</summary>
    public static Dictionary<string, TableCell> Row(RunFile run, string table)
    {
        ResultTable found = run.Tables.First(each => each.Name == table);
        return found.Columns.Zip(found.Rows[0]).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }
}
