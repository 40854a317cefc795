using Millrace.Amqp.Host.Exchanges;
using Millrace.Amqp.Host.Messages;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Queues;

/// <summary>Sends messages that were refused, expired or pushed out to the exchange that their queue names, with the x-death header that says why (rabbitmq.com, "Dead Letter Exchanges").</summary>
internal sealed class DeadLetters(BrokerCore core)
{
    private readonly Queue<(MessageQueue From, Message Message, DeathReason Reason)> _waiting = new();
    private bool _isSending;

    /// <summary>Takes a message, with a reference of its own, until <see cref="Send"/>.</summary>
    public void Add(MessageQueue from, Message message, DeathReason reason)
    {
        message.References++;
        _waiting.Enqueue((from, message, reason));
    }

    /// <summary>Publishes all that waits, and what that brings about.</summary>
    public void Send()
    {
        if (_isSending || _waiting.Count == 0)
        {
            return;
        }

        _isSending = true;
        try
        {
            while (_waiting.TryDequeue(out (MessageQueue From, Message Message, DeathReason Reason) dead))
            {
                try
                {
                    Publish(dead.From, dead.Message, dead.Reason);
                }
                catch (Exception e)
                {
                    // Unexpected. It must cost this letter alone, and not whoever happens to be served just now.
                    AmqpLog.DeadLetterFailed(core.Log, dead.From.Name, e);
                }

                core.Messages.Release(dead.Message);
            }
        }
        finally
        {
            _isSending = false;
        }
    }

    private void Publish(MessageQueue from, Message message, DeathReason reason)
    {
        VirtualHost host = from.Host;
        if (host.FindExchange(from.Arguments.DeadLetterExchange!) is not { } exchange || message.ReadProperties() is not { } properties)
        {
            return;
        }

        message.ReadAddress(out string published, out string key);
        string to = from.Arguments.DeadLetterKey ?? key;
        List<string> keys = [to];
        if (from.Arguments.DeadLetterKey is null)
        {
            keys.AddRange(VirtualHost.FurtherKeys(properties));
        }

        Route route = host.Router.Find(exchange, keys, properties.Headers);
        List<MessageQueue> targets = [.. route.Queues.Where(queue => !IsCircle(queue, from, properties.Headers, reason))];
        if (targets.Count == 0)
        {
            return;
        }

        properties.Headers = WithDeath(properties, from.Name, published, key, reason);
        if (reason == DeathReason.Expired)
        {
            properties.Expiration = null;
        }

        Message letter = Message.Make(core.Messages, exchange.Name, to, properties, message.Body);
        letter.TimeToLive = reason == DeathReason.Expired ? -1 : message.TimeToLive;
        core.Counters.DeadLettered++;
        foreach (MessageQueue queue in targets)
        {
            queue.Publish(letter);
        }

        core.Messages.Release(letter);
    }

    // A message that comes to a queue again, and that no client refused on the way, would go round for ever.
    private static bool IsCircle(MessageQueue target, MessageQueue from, FieldTable? headers, DeathReason reason)
    {
        if (reason == DeathReason.Rejected)
        {
            return false;
        }

        if (target == from)
        {
            return true;
        }

        if (headers?["x-death"] is not List<object?> deaths)
        {
            return false;
        }

        int index = deaths.FindIndex(death => death is FieldTable table && table["queue"] as string == target.Name);
        return index >= 0 && deaths.Take(index + 1).All(death => death is not FieldTable table || table["reason"] as string != "rejected");
    }

    private FieldTable WithDeath(BasicProperties properties, string queue, string exchange, string key, DeathReason reason)
    {
        FieldTable headers = [];
        foreach (KeyValuePair<string, object?> field in properties.Headers ?? FieldTable.Empty)
        {
            headers.Add(field.Key, field.Value);
        }

        string word = WordOf(reason);
        List<object?> deaths = [.. headers["x-death"] as List<object?> ?? []];
        int known = deaths.FindIndex(death => death is FieldTable table && table["queue"] as string == queue && table["reason"] as string == word);
        FieldTable entry = known >= 0 ? Counted((FieldTable)deaths[known]!) : NewEntry(properties, queue, exchange, key, word);
        if (known >= 0)
        {
            deaths.RemoveAt(known);
        }

        deaths.Insert(0, entry);
        headers["x-death"] = deaths;
        if (!headers.TryGet("x-first-death-reason", out _))
        {
            headers["x-first-death-exchange"] = exchange;
            headers["x-first-death-queue"] = queue;
            headers["x-first-death-reason"] = word;
        }

        return headers;
    }

    private FieldTable NewEntry(BasicProperties properties, string queue, string exchange, string key, string word)
    {
        FieldTable entry = new()
        {
            { "count", 1L },
            { "reason", word },
            { "queue", queue },
            { "time", new FieldTime((ulong)core.Time.GetUtcNow().ToUnixTimeSeconds()) },
            { "exchange", exchange },
            { "routing-keys", new List<object?> { key } },
        };
        if (properties.Expiration is { } expiration)
        {
            entry.Add("original-expiration", expiration);
        }

        return entry;
    }

    private static FieldTable Counted(FieldTable old)
    {
        FieldTable entry = [];
        foreach (KeyValuePair<string, object?> field in old)
        {
            entry.Add(field.Key, field.Key == "count" && FieldComparison.WholeNumber(field.Value) is { } count ? (long)count + 1 : field.Value);
        }

        return entry;
    }

    private static string WordOf(DeathReason reason) => reason switch
    {
        DeathReason.Expired => "expired",
        DeathReason.MaxLength => "maxlen",
        _ => "rejected",
    };
}
