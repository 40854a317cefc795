namespace Millrace.Amqp.Host.Admin;

/// <summary>The answer to <c>GET /queues</c>.</summary>
/// <param name="Total">How many queues there are.</param>
/// <param name="Skipped">How many come before these.</param>
/// <param name="Queues">A part of them.</param>
internal sealed record QueuesPage(int Total, int Skipped, IReadOnlyList<QueueRow> Queues);

/// <summary>One queue.</summary>
/// <param name="VirtualHost">Where it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Ready">Messages that wait.</param>
/// <param name="Unacknowledged">Messages that consumers have.</param>
/// <param name="Consumers">Its consumers.</param>
/// <param name="Durable">As declared; it is in memory all the same.</param>
/// <param name="Exclusive">True where it goes with a connection.</param>
/// <param name="AutoDelete">True where it goes with its last consumer.</param>
internal sealed record QueueRow(string VirtualHost, string Name, int Ready, int Unacknowledged, int Consumers, bool Durable, bool Exclusive, bool AutoDelete);
