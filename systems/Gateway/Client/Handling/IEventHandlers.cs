namespace Millrace.Gateway.Client.Handling;

/// <summary>What the dispatcher runs events with.</summary>
internal interface IEventHandlers
{
    /// <summary>Runs the handler of one event. May throw, at once or later.</summary>
    ValueTask HandleAsync(PendingEvent item);

    /// <summary>The handler has completed, or has thrown <paramref name="failure"/>.</summary>
    void Handled(PendingEvent item, Exception? failure);
}
