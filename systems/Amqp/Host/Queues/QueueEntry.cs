using Millrace.Amqp.Host.Messages;

namespace Millrace.Amqp.Host.Queues;

/// <summary>A message's place in a queue.</summary>
/// <param name="Message">The message; the place holds a reference.</param>
/// <param name="Sequence">Its number in the queue: where it goes back to when it is requeued.</param>
/// <param name="Due">When it expires, in ticks; <see cref="long.MaxValue"/> for never.</param>
/// <param name="IsRedelivered">True once it has been delivered.</param>
internal readonly record struct QueueEntry(Message Message, long Sequence, long Due, bool IsRedelivered);
