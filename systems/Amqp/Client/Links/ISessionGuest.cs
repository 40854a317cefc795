namespace Millrace.Amqp.Links;

/// <summary>Something that lives on a link's sessions and must be put back on every new one: topology, consumers.</summary>
internal interface ISessionGuest
{
    /// <summary>Puts itself on a new session. Called for one session at a time.</summary>
    Task SettleAsync(AmqpSession session, CancellationToken cancellationToken);
}
