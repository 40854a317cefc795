using Microsoft.Extensions.Logging;

namespace Millrace.Hosting.Logging;

/// <summary>The log of one category.</summary>
internal sealed class StderrLogger(StderrLog log, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= log.Level && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            log.Write(logLevel, category, eventId, formatter(state, exception), exception);
        }
    }
}
