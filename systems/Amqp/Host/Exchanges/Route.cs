using Millrace.Amqp.Host.Queues;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>Where messages of one address go.</summary>
/// <param name="Queues">The queues, each once.</param>
/// <param name="IsFixed">True where it depends on the address alone; false where headers decide.</param>
internal sealed record Route(MessageQueue[] Queues, bool IsFixed)
{
    public static Route Nowhere { get; } = new([], true);
}
