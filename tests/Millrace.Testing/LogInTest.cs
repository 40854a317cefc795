using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Millrace.Testing;

/// <summary>Keeps what is logged, as <c>Warning 2223 text</c>.</summary>
public sealed class LogInTest : ILogger, ILoggerFactory
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>What was logged so far.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>How many lines have this event id.</summary>
    public int Count(int id) => _lines.Count(line => line.Split(' ')[1] == $"{id}");

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)}{exception}");

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
