using Millrace.Hosting.Admin;
using System.Net;
using System.Net.Sockets;
using Millrace.Hosting.Logging;

namespace Millrace.Hosting.Tests.Processes;

/// <summary>What this program is when it is started with "serve": a server that accepts, and drains at once or never.</summary>
internal static class ServedProcess
{
    public static async Task<int> MainAsync(string[] args)
    {
        ServerLifeOptions options = new() { ReadyJson = args.Contains("--ready-json"), Admin = new() { EndPoint = new(IPAddress.Loopback, 0) } };
        using ProcessEdge edge = ProcessEdge.OfThisProcess();
        using StderrLog log = new(Console.Error);
        ServerEnd end = await new ServerLife(new AcceptingServer(args.Contains("--never-drains"), args.Contains("--reloads")), options, edge, log).RunAsync();
        return 40 + (int)end;
    }

    private sealed class AcceptingServer(bool neverDrains, bool reloads) : ISystemServer
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public string System => "accepting";

        public IReadOnlyList<AdminPage> AdminPages => [];

        public ServerHealth Health => ServerHealth.Good;

        public Action? Reload => reloads ? () => Console.Error.WriteLine("files are read again") : null;

        public ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
        {
            _listener.Start();
            IEnumerable<string> heavy = AppDomain.CurrentDomain.GetAssemblies()
                .Select(assembly => assembly.GetName().Name!)
                .Where(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                    || name.StartsWith("OpenTelemetry", StringComparison.Ordinal)
                    || name == "System.Text.Json");
            return new(new ServerAddresses(("tcp", $"tcp://{_listener.LocalEndpoint}"), ("loaded", string.Join(' ', heavy))));
        }

        public async ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
        {
            if (neverDrains)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
            }

            return true;
        }

        public ValueTask DisposeAsync()
        {
            _listener.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
