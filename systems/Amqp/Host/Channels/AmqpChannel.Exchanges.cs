using Millrace.Amqp.Host.Exchanges;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;

namespace Millrace.Amqp.Host.Channels;

/// <content>The methods of class exchange.</content>
internal sealed partial class AmqpChannel
{
    private void TakeExchange(uint method, ref AmqpReader arguments)
    {
        switch (method)
        {
            case AmqpMethod.ExchangeDeclare:
                Declare(Read<ExchangeDeclare>(ref arguments));
                break;
            case AmqpMethod.ExchangeDelete:
                Delete(Read<ExchangeDelete>(ref arguments));
                break;
            case AmqpMethod.ExchangeBind:
                ExchangeBind bind = Read<ExchangeBind>(ref arguments);
                Host.Bind(NewExchangeBinding(bind.Destination, bind.Source, bind.RoutingKey, bind.Arguments));
                Answer(bind.NoWait, AmqpMethod.ExchangeBindOk);
                break;
            case AmqpMethod.ExchangeUnbind:
                ExchangeUnbind unbind = Read<ExchangeUnbind>(ref arguments);
                ThrowIfDefault(unbind.Destination);
                ThrowIfDefault(unbind.Source);
                if (Host.FindExchange(unbind.Destination) is not null && Host.FindExchange(unbind.Source) is not null)
                {
                    Host.Unbind(NewExchangeBinding(unbind.Destination, unbind.Source, unbind.RoutingKey, unbind.Arguments));
                }

                Answer(unbind.NoWait, AmqpMethod.ExchangeUnbindOk);
                break;
            default:
                throw Unknown(method);
        }
    }

    private void Declare(ExchangeDeclare asked)
    {
        string name = asked.Exchange;
        if (asked.IsPassive)
        {
            ThrowIfDefault(name);
            _ = FindExchange(name);
            Answer(asked.NoWait, AmqpMethod.ExchangeDeclareOk);
            return;
        }

        ExchangeKind kind = Exchange.KindOf(asked.Type) ?? throw new BrokerRefusal(ReplyCode.CommandInvalid, $"invalid exchange type '{asked.Type}'");
        ThrowIfDefault(name);
        if (Host.FindExchange(name) is { } exchange)
        {
            ThrowUnlessEqual("type", "exchange", name, Exchange.WordOf(kind), exchange.Type);
            ThrowUnlessEqual("durable", "exchange", name, asked.IsDurable, exchange.IsDurable);
            ThrowUnlessEqual("auto_delete", "exchange", name, asked.IsAutoDelete, exchange.IsAutoDelete);
            ThrowUnlessEqual("internal", "exchange", name, asked.IsInternal, exchange.IsInternal);
            ThrowUnlessEqual(
                Exchange.AlternateField, "exchange", name, asked.Arguments[Exchange.AlternateField] as string ?? "none", exchange.Alternate ?? "none");
        }
        else
        {
            ThrowIfReserved(name);
            if (asked.Arguments.TryGet(Exchange.AlternateField, out object? alternate) && alternate is not string)
            {
                throw BrokerRefusal.Precondition(
                    $"invalid type '{FieldText.TypeOf(alternate)}' for arg '{Exchange.AlternateField}' in exchange '{name}' in vhost '{Host.Name}'");
            }

            Host.Add(new Exchange(name, kind, asked.IsDurable, asked.IsAutoDelete, asked.IsInternal, asked.Arguments));
        }

        Answer(asked.NoWait, AmqpMethod.ExchangeDeclareOk);
    }

    private void Delete(ExchangeDelete asked)
    {
        ThrowIfDefault(asked.Exchange);
        if (asked.Exchange.StartsWith(Reserved, StringComparison.Ordinal))
        {
            throw BrokerRefusal.Refused($"deletion of system exchange '{asked.Exchange}' in vhost '{Host.Name}' not allowed");
        }

        if (Host.FindExchange(asked.Exchange) is { } exchange)
        {
            if (asked.IfUnused && exchange.Outgoing.Count > 0)
            {
                throw BrokerRefusal.Precondition($"exchange '{exchange.Name}' in vhost '{Host.Name}' in use");
            }

            Host.Delete(exchange);
        }

        Answer(asked.NoWait, AmqpMethod.ExchangeDeleteOk);
    }

    private Binding NewExchangeBinding(string destination, string source, string key, FieldTable arguments)
    {
        ThrowIfDefault(destination);
        Exchange from = BindableExchange(source);
        if (from.Kind == ExchangeKind.Headers)
        {
            HeadersIndex.Check(arguments);
        }

        return new Binding(from, null, FindExchange(destination), key, arguments);
    }

    private Exchange BindableExchange(string name)
    {
        ThrowIfDefault(name);
        return FindExchange(name);
    }

    private Exchange FindExchange(string name) => Host.FindExchange(name) ?? throw BrokerRefusal.NotFound("exchange", name, Host.Name);

    private static void ThrowIfDefault(string name)
    {
        if (name.Length == 0)
        {
            throw BrokerRefusal.Refused("operation not permitted on the default exchange");
        }
    }

    private static void ThrowIfReserved(string name)
    {
        if (name.StartsWith(Reserved, StringComparison.Ordinal))
        {
            throw BrokerRefusal.Refused($"exchange name '{name}' contains reserved prefix 'amq.*'");
        }
    }
}
