namespace Millrace.Amqp.Links;

/// <summary>A part of a client that stands on its links and is closed before them: consumers, publisher, pool.</summary>
internal interface IClientPart
{
    /// <summary>
    /// Ends gracefully: takes nothing new, finishes what is under way while <paramref name="cancellationToken"/> lets it, and lets go. Does not throw for what the
    /// broker or the network does meanwhile.
    /// </summary>
    ValueTask CloseAsync(CancellationToken cancellationToken);
}
