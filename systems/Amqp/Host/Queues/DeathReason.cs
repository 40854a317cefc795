namespace Millrace.Amqp.Host.Queues;

/// <summary>Why a message was dead-lettered.</summary>
internal enum DeathReason
{
    Rejected,
    Expired,
    MaxLength,
}
