using Millrace.Amqp.Options;
using RabbitMQ.Client;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>What a successful attempt brings: the connection, the stream below it, and a channel on which the broker has answered already.</summary>
internal sealed record OpenedConnection(BrokerAddress Broker, IConnection Connection, LinkStream Stream, IChannel Asking);
