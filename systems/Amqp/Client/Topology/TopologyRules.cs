using System.Text;

namespace Millrace.Amqp.Topology;

/// <summary>What a topology may say.</summary>
internal static class TopologyRules
{
    // A name travels as a short string.
    private const int MostBytes = 255;

    public static List<string> Check(AmqpTopology topology)
    {
        List<string> errors = [];
        foreach (AmqpExchange exchange in topology.Exchanges)
        {
            CheckName(errors, "exchange", exchange.Name);
            if (exchange.Type.Length == 0)
            {
                errors.Add($"The exchange '{exchange.Name}' has no type; give direct, fanout, topic or headers.");
            }
        }

        foreach (AmqpQueue queue in topology.Queues)
        {
            CheckName(errors, "queue", queue.Name);
        }

        foreach (IGrouping<string, AmqpQueue> twice in topology.Queues.GroupBy(queue => queue.Name).Where(group => group.Distinct().Count() > 1))
        {
            errors.Add($"The queue '{twice.Key}' is declared in two ways; declare it once.");
        }

        foreach (IGrouping<string, AmqpExchange> twice in topology.Exchanges.GroupBy(exchange => exchange.Name).Where(group => group.Distinct().Count() > 1))
        {
            errors.Add($"The exchange '{twice.Key}' is declared in two ways; declare it once.");
        }

        foreach (AmqpBinding binding in topology.Bindings)
        {
            if (binding.Source.Length == 0)
            {
                errors.Add($"A binding of '{binding.Destination}' has no source; the default exchange binds every queue by itself.");
            }

            if (binding.Destination.Length == 0)
            {
                errors.Add($"A binding to '{binding.Source}' has no destination.");
            }

            if (Encoding.UTF8.GetByteCount(binding.RoutingKey) > MostBytes)
            {
                errors.Add($"The binding of '{binding.Destination}' to '{binding.Source}' has a routing key of more than {MostBytes} bytes.");
            }
        }

        return errors;
    }

    private static void CheckName(List<string> errors, string what, string name)
    {
        int bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes is 0 or > MostBytes)
        {
            errors.Add($"The name of the {what} '{name}' has {bytes} bytes; it must have between 1 and {MostBytes}.");
        }
        else if (name.StartsWith("amq.", StringComparison.Ordinal))
        {
            errors.Add($"The {what} '{name}' has a name of the broker's own (amq.); it is there already, or choose another.");
        }
    }
}
