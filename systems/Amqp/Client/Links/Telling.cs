using Microsoft.Extensions.Logging;

namespace Millrace.Amqp.Links;

/// <summary>Raises events off the link's own path, one after another: a handler that takes its time holds up later events, never a recovery.</summary>
internal sealed class Telling(string link, ILogger logger)
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Calls <paramref name="tell"/> once those before it are through.</summary>
    public void Tell(Action tell)
    {
        lock (_lock)
        {
            _last = _last.ContinueWith(_ => Try(tell), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Try(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception exception)
        {
            LinkLog.HandlerFailed(logger, link, exception);
        }
    }
}
