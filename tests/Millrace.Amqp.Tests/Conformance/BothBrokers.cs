namespace Millrace.Amqp.Tests.Conformance;

/// <summary>The two brokers that must behave alike: RabbitMQ, where it is installed, and ours.</summary>
public sealed class BothBrokers : TheoryData<string>
{
    public const string RabbitMq = "RabbitMQ";
    public const string Millrace = "Millrace";

    public BothBrokers()
    {
        Add(RabbitMq);
        Add(Millrace);
    }
}
