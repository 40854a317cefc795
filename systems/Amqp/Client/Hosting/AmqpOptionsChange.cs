namespace Millrace.Amqp.Hosting;

/// <summary>What the program changes about the options that were bound.</summary>
internal sealed record AmqpOptionsChange(Func<AmqpOptions, AmqpOptions> Of);
