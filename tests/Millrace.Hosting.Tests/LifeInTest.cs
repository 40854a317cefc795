using System.Text.Json;
using Microsoft.Extensions.Logging;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Logging;

namespace Millrace.Hosting.Tests;

/// <summary>A server's life inside the test's own process, with streams and stop requests in the test's hands.</summary>
internal sealed class LifeInTest : IDisposable
{
    private readonly SignallingWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly StringWriter _log = new();
    private readonly StderrLog _logs;

    public LifeInTest(ScriptedServer server, ServerLifeOptions options, Func<Stream>? input = null)
    {
        _logs = new StderrLog(TextWriter.Synchronized(_log), LogLevel.Debug);
        ProcessEdge edge = new() { Out = _out, Error = _error, OpenInput = input ?? (() => new NeverEndingStream()), Stop = Stop, OnHangup = WatchHangup };
        Life = new ServerLife(server, options, edge, _logs);
        Run = Life.RunAsync(TestContext.Current.CancellationToken);
    }

    public static ServerLifeOptions JsonOnAnyPort { get; } =
        new() { ReadyJson = true, Admin = new AdminOptions { EndPoint = new(System.Net.IPAddress.Loopback, 0) } };

    public ServerLife Life { get; }

    public StopRequests Stop { get; } = new();

    public Task<ServerEnd> Run { get; }

    /// <summary>Sends SIGHUP; null while nobody takes it.</summary>
    public Action? HangUp { get; private set; }

    public string Error => _error.ToString();

    /// <summary>The first line on stdout.</summary>
    public Task<string> ReadyLine => _out.FirstLine;

    /// <summary>A client of the admin endpoint that the ready line named.</summary>
    public async Task<HttpClient> AdminAsync()
    {
        using JsonDocument line = JsonDocument.Parse(await ReadyLine);
        return new HttpClient { BaseAddress = new Uri(line.RootElement.GetProperty("admin").GetString()!) };
    }

    /// <summary>What was logged; the log is closed by asking.</summary>
    public string CloseLog()
    {
        _logs.Dispose();
        return _log.ToString();
    }

    private Hangup WatchHangup(Action action)
    {
        HangUp = action;
        return new Hangup(this);
    }

    private sealed class Hangup(LifeInTest life) : IDisposable
    {
        public void Dispose() => life.HangUp = null;
    }

    public void Dispose()
    {
        Stop.Dispose();
        _logs.Dispose();
        _out.Dispose();
        _error.Dispose();
        _log.Dispose();
    }

    private sealed class SignallingWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstLine => _first.Task;

        public override Task WriteLineAsync(string? value)
        {
            _first.TrySetResult(value!);
            return base.WriteLineAsync(value);
        }
    }
}
