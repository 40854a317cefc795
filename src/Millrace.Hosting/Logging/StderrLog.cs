using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Millrace.Hosting.Logging;

/// <summary>
/// A log of one line an event, for stderr: stdout carries the ready line. Writing never blocks the thread that logs, which may
/// be an event loop: when the reader of stderr is too slow, lines are dropped, and their number is logged.
/// </summary>
public sealed class StderrLog : ILoggerFactory
{
    private const int Waiting = 1024;

    private readonly Channel<string> _lines;
    private readonly TextWriter _writer;
    private readonly TimeProvider _time;
    private readonly Lazy<Thread> _thread;
    private long _dropped;

    /// <summary>Logs from <paramref name="level"/> upwards to <paramref name="writer"/>.</summary>
    public StderrLog(TextWriter writer, LogLevel level = LogLevel.Information, TimeProvider? time = null)
    {
        (_writer, Level, _time) = (writer, level, time ?? TimeProvider.System);
        _lines = Channel.CreateBounded<string>(
            new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
        _thread = new Lazy<Thread>(StartWriting);
    }

    /// <summary>The lowest level that is written.</summary>
    public LogLevel Level { get; }

    /// <summary>The level of a word: trace, debug, info, warning, error, critical or none.</summary>
    /// <exception cref="ServerStartException">The word is none of them.</exception>
    public static LogLevel LevelFrom(string word) => word.ToLowerInvariant() switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" or "information" => LogLevel.Information,
        "warn" or "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "critical" => LogLevel.Critical,
        "none" => LogLevel.None,
        _ => throw new ServerStartException(
            $"The log level is '{word}'. Choose one of trace, debug, info, warning, error, critical, none."),
    };

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new StderrLogger(this, categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("This log writes to one place only.");

    /// <summary>Writes what waits, for at most a second.</summary>
    public void Dispose()
    {
        _lines.Writer.TryComplete();
        if (_thread.IsValueCreated)
        {
            _thread.Value.Join(TimeSpan.FromSeconds(1));
        }
    }

    internal void Write(LogLevel level, string category, EventId id, string message, Exception? exception)
    {
        _ = _thread.Value;
        _lines.Writer.TryWrite(LogLine.Of(_time.GetUtcNow(), level, category, id.Id, message, exception));
    }

    private Thread StartWriting()
    {
        Thread thread = new(WriteLines) { IsBackground = true, Name = "log" };
        thread.Start();
        return thread;
    }

    private void WriteLines()
    {
        try
        {
            // Blocking here is the point: this thread has nothing else to do.
            while (_lines.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_lines.Reader.TryRead(out string? line))
                {
                    _writer.WriteLine(line);
                }

                if (Interlocked.Exchange(ref _dropped, 0) is > 0 and long dropped)
                {
                    _writer.WriteLine($"({dropped} log lines dropped: stderr is read too slowly)");
                }

                _writer.Flush();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Expected where nobody reads stderr any more: there is nowhere left to say so.
        }
    }
}
