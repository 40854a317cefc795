using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Millrace.Cli.Telemetry;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;
using Xunit;

namespace Millrace.Cli.Tests.Telemetry;

/// <summary>Against a real GET and a collector in this process. One class: all telemetries of a process share the meter's name.</summary>
public sealed class LabTelemetryTests
{
    private static readonly Scenario Scenario = Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prometheus_gets_the_figures_of_the_running_lab_and_what_it_came_to()
    {
        using LabTelemetry telemetry = LabTelemetry.Start(new TelemetryOptions(new IPEndPoint(IPAddress.Loopback, 0), null), Assert.Fail);
        using var http = new HttpClient();
        ILabProgress progress = telemetry.Watch(Scenario, SilentProgress.Instance);
        progress.Tick(Second(0));
        progress.Tick(Second(1));

        string text = await http.GetStringAsync(telemetry.Url, Stop);

        Assert.Contains("# TYPE millrace_operations_total counter\n", text, StringComparison.Ordinal);
        Assert.Equal("20", Value(text, "millrace_operations_total", "operation=\"echo\"", "outcome=\"ok\"", "system=\"gateway\"", "profile=\"baseline\""));
        Assert.Equal("2", Value(text, "millrace_operation_errors_total", "kind=\"timeout\""));
        Assert.Equal("640", Value(text, "millrace_payload_bytes_total", "direction=\"out\""));
        Assert.Equal("24", Value(text, "millrace_messages_total", "fate=\"due\""));
        Assert.Equal("0.001", Value(text, "millrace_response_time_seconds", "quantile=\"0.5\""));
        Assert.Equal("0.01", Value(text, "millrace_response_time_seconds", "quantile=\"1\""));
        Assert.Equal("0.5", Value(text, "millrace_target_cpu_cores"));
        Assert.Equal("1048576", Value(text, "millrace_target_memory_bytes"));
        Assert.Equal("7", Value(text, "millrace_in_flight"));
        Assert.Equal("2", Value(text, "millrace_run_elapsed_seconds"));
        Assert.Equal("1", Value(text, "millrace_run_phase", "phase=\"steady\""));
        Assert.DoesNotContain("millrace_run_verdict{", text, StringComparison.Ordinal);

        telemetry.End(FakeLab.Answer(Scenario));
        Assert.Equal("1", Value(await http.GetStringAsync(telemetry.Url, Stop), "millrace_run_verdict", "verdict=\"pass\"", "generator=\"valid\""));
    }

    [Fact]
    public async Task Next_run_begins_from_nothing()
    {
        using LabTelemetry telemetry = LabTelemetry.Start(new TelemetryOptions(new IPEndPoint(IPAddress.Loopback, 0), null), Assert.Fail);
        using var http = new HttpClient();
        telemetry.Watch(Scenario, SilentProgress.Instance).Tick(Second(0));
        telemetry.Watch(Scenario, SilentProgress.Instance).Tick(Second(0));

        Assert.Equal("10", Value(await http.GetStringAsync(telemetry.Url, Stop), "millrace_operations_total", "outcome=\"ok\""));
    }

    [Fact]
    public async Task Each_run_is_a_series_of_its_own_so_that_no_count_of_a_series_falls()
    {
        using LabTelemetry telemetry = LabTelemetry.Start(new TelemetryOptions(new IPEndPoint(IPAddress.Loopback, 0), null), Assert.Fail);
        using var http = new HttpClient();
        telemetry.Watch(Scenario with { OutputFolder = "results/suite/run-1/" }, SilentProgress.Instance).Tick(Second(0));
        string first = await http.GetStringAsync(telemetry.Url, Stop);
        telemetry.Watch(Scenario with { OutputFolder = "results/suite/run-2" }, SilentProgress.Instance).Tick(Second(0));
        string second = await http.GetStringAsync(telemetry.Url, Stop);

        Assert.Equal("10", Value(first, "millrace_operations_total", "outcome=\"ok\"", "run=\"run-1\""));
        Assert.Equal("10", Value(second, "millrace_operations_total", "outcome=\"ok\"", "run=\"run-2\""));
    }

    [Theory]
    [InlineData("evil.example", "/metrics", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", "/metrics", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", "/", HttpStatusCode.NotFound)]
    public async Task Page_on_loopback_answers_to_this_machines_names_and_is_all_there_is(string host, string path, HttpStatusCode expected)
    {
        using LabTelemetry telemetry = LabTelemetry.Start(new TelemetryOptions(new IPEndPoint(IPAddress.Loopback, 0), null), Assert.Fail);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(telemetry.Url!), path)) { Headers = { Host = host } };

        using HttpResponseMessage answer = await http.SendAsync(request, Stop);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public void Port_that_is_taken_is_said_before_the_run()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var lab = new FakeLab();

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab), "run", "gateway", "--metrics-listen", taken.LocalEndpoint.ToString()!);

        Assert.Equal((int)ExitCode.Environment, run.Exit);
        Assert.Contains("another program listens there", run.Error, StringComparison.Ordinal);
        Assert.Contains($"--metrics-listen {taken.LocalEndpoint}", run.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Asked);
    }

    [Theory]
    [InlineData("--metrics-listen", "9464", "\"9464\" is not an address with a port")]
    [InlineData("--metrics-listen", "nonsense:1", "\"nonsense:1\" is not an address with a port")]
    [InlineData("--metrics-listen", "::1:9464", "\"::1:9464\" is not an address with a port")]
    [InlineData("--otlp", "collector", "which is no URL")]
    public void What_is_no_address_is_refused(string option, string value, string error)
    {
        CommandRun run = CommandRun.Of("run", "gateway", option, value);

        Assert.Equal((int)ExitCode.Usage, run.Exit);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collector_gets_the_last_figures_when_the_lab_ends()
    {
        var bodies = Channel.CreateUnbounded<byte[]>();
        await using WebApplication collector = await CollectorAsync(bodies, 200);

        LabTelemetry telemetry = LabTelemetry.Start(new TelemetryOptions(null, new Uri(collector.Urls.First())), Assert.Fail);
        telemetry.Watch(Scenario, SilentProgress.Instance).Tick(Second(0));
        telemetry.End(FakeLab.Answer(Scenario));
        await Task.Run(telemetry.Dispose, Stop);

        byte[] last = await bodies.Reader.ReadAsync(Stop);
        while (bodies.Reader.TryRead(out byte[]? later))
        {
            last = later;
        }

        Assert.True(last.AsSpan().IndexOf("millrace-lab"u8) >= 0);
        Assert.True(last.AsSpan().IndexOf("millrace.operations"u8) >= 0);
        Assert.True(last.AsSpan().IndexOf("millrace.run.verdict"u8) >= 0);
    }

    [Fact]
    public async Task Collector_that_refuses_is_warned_of_once_and_one_that_is_gone_too()
    {
        await using WebApplication refusing = await CollectorAsync(Channel.CreateUnbounded<byte[]>(), 403);

        // Bound and not listening: nobody else can have the port, and whoever connects is refused.
        using Socket deaf = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        foreach (Uri address in new[] { new Uri(refusing.Urls.First()), new Uri($"http://{deaf.LocalEndPoint}") })
        {
            var warnings = new List<string>();
            LabTelemetry telemetry = LabTelemetry.Start(new TelemetryOptions(null, address), warning => { lock (warnings) { warnings.Add(warning); } });
            telemetry.Watch(Scenario, SilentProgress.Instance).Tick(Second(0));
            await Task.Run(telemetry.Dispose, Stop);

            Assert.StartsWith($"warning: the collector at {address} does not take metrics: ", Assert.Single(warnings), StringComparison.Ordinal);
        }
    }

    private static async Task<WebApplication> CollectorAsync(Channel<byte[]> bodies, int status)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication collector = builder.Build();
        collector.Run(async http =>
        {
            using MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            bodies.Writer.TryWrite(body.ToArray());
            http.Response.StatusCode = status;
        });
        await collector.StartAsync(Stop);
        return collector;
    }

    private static LabTick Second(int at)
    {
        Histogram times = new();
        times.RecordMany(1000, 9);
        times.Record(10_000);
        var echo = new IntervalOperation { Count = 11, Ok = 10, Errors = new Dictionary<string, long> { ["timeout"] = 1 }, BytesOut = 320, BytesIn = 300, Response = IntervalLatency.From(times), Service = IntervalLatency.From(times) };
        return new LabTick
        {
            Elapsed = TimeSpan.FromSeconds(at + 1),
            Clients = 5,
            Point = new SeriesPoint { AtSeconds = at, Phase = "steady", InFlight = 7, ConnectedClients = 5, TargetCpuPercent = 50, TargetRssBytes = 1 << 20 },
            Interval = new IntervalRecord
            {
                AtSeconds = at,
                SpanSeconds = 1,
                Phase = "steady",
                Operations = new Dictionary<string, IntervalOperation> { ["echo"] = echo },
                Accounting = new Accounting { Due = 12, Sent = 12, Ok = 10, Failed = 1, Received = 11 },
            },
        };
    }

    private static string Value(string text, string name, params ReadOnlySpan<string> labels)
    {
        string[] lines = [.. text.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal))];
        foreach (string label in labels)
        {
            lines = [.. lines.Where(line => line.Contains(label, StringComparison.Ordinal))];
        }

        string only = Assert.Single(lines);
        return only[(only.LastIndexOf(' ') + 1)..];
    }
}
