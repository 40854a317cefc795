namespace Millrace.Amqp.Host.Exchanges;

/// <summary>How an exchange routes.</summary>
internal enum ExchangeKind
{
    Direct,
    Fanout,
    Topic,
    Headers,
}
