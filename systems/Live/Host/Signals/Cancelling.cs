namespace Millrace.Live.Host.Signals;

/// <summary>Cancels what an author's code does.</summary>
internal static class Cancelling
{
    /// <summary>Cancels. What the code registered with the token runs now; where that throws, it is reported, and whoever cancels goes on.</summary>
    internal static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException several)
        {
            (ReactiveContext.Current.Scheduler ?? ImmediateScheduler.Instance).Unhandled(several.InnerExceptions is [{ } one] ? one : several);
        }
    }
}
