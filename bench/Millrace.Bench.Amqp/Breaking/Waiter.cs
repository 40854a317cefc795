namespace Millrace.Bench.Amqp.Breaking;

/// <summary>A call that was under way when the network broke: when it ended, and whether it was told of the break. One that succeeded had its answer on the way already.</summary>
internal sealed record Waiter(long EndedAt, bool HasFailed);
