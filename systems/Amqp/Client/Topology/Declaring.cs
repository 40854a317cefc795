using Millrace.Amqp.Errors;
using Millrace.Amqp.Links;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Topology;

/// <summary>Declares over a channel of its own: all at once, or, where that fails, part by part to find out which it was.</summary>
internal sealed class Declaring(AmqpSession session, TopologyBook book, AmqpOptions options) : IAsyncDisposable
{
    private IChannel? _channel;

    /// <summary>
    /// Sends everything without waiting, and one question at the end, whose answer says that all was taken. False where a part was refused. Queues that the broker names are asked
    /// for one by one, since bindings need the names.
    /// </summary>
    public async Task<bool> TryAllAsync(AmqpTopology topology, CancellationToken cancellationToken)
    {
        try
        {
            IChannel channel = await ChannelAsync(cancellationToken).ConfigureAwait(false);
            foreach (object part in TopologyBook.Parts(topology))
            {
                await DeclareAsync(channel, part, noWait: true, cancellationToken).ConfigureAwait(false);
            }

            await channel.BasicQosAsync(0, 0, global: false, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationInterruptedException) when (session.Cause is null)
        {
            return false;
        }
    }

    /// <summary>Declares part by part; each that fails goes to <paramref name="failed"/>, each that succeeds to <paramref name="done"/>.</summary>
    public async Task OneByOneAsync(AmqpTopology topology, Action<string, AmqpException> failed, Action<object> done, CancellationToken cancellationToken)
    {
        foreach (object part in TopologyBook.Parts(topology))
        {
            try
            {
                await DeclareAsync(await ChannelAsync(cancellationToken).ConfigureAwait(false), part, noWait: false, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationInterruptedException exception) when (session.Cause is null)
            {
                failed(Describe(part), ChannelErrors.Of(exception, $"declaring the {Describe(part)}"));
                continue;
            }

            done(part);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is not { } channel || session.Cause is not null)
        {
            return;
        }

        try
        {
            await channel.DisposeAsync().AsTask().WaitAsync(options.Links.AnswerTimeout, options.Time, session.Ended).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection went, and the channel with it.
        }
    }

    private static string Describe(object part) => part switch
    {
        AmqpExchange exchange => $"exchange '{exchange.Name}'",
        AmqpQueue queue => $"queue '{queue.Name}'",
        AmqpBinding binding => $"binding of {(binding.ToExchange ? "exchange" : "queue")} '{binding.Destination}' to '{binding.Source}' with the key '{binding.RoutingKey}'",
        _ => part.ToString() ?? "",
    };

    private static Dictionary<string, object?>? Arguments(IReadOnlyDictionary<string, object?>? arguments) => arguments is null ? null : new Dictionary<string, object?>(arguments);

    private async ValueTask<IChannel> ChannelAsync(CancellationToken cancellationToken)
    {
        if (_channel is not { IsOpen: true })
        {
            _channel = await session.Connection.CreateChannelAsync(cancellationToken: cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return _channel;
    }

    private Task DeclareAsync(IChannel channel, object part, bool noWait, CancellationToken cancellationToken) => part switch
    {
        AmqpExchange exchange => channel.ExchangeDeclareAsync(
            exchange.Name, exchange.Type, exchange.Durable, exchange.AutoDelete, Arguments(exchange.Arguments), passive: false, noWait, cancellationToken),
        AmqpQueue { ServerNamed: true } queue => NameAsync(channel, queue, cancellationToken),
        AmqpQueue queue => channel.QueueDeclareAsync(
            queue.Name, queue.Durable, queue.Exclusive, queue.AutoDelete, Arguments(queue.Arguments), passive: false, noWait, cancellationToken),
        AmqpBinding { ToExchange: true } binding => channel.ExchangeBindAsync(
            binding.Destination, binding.Source, binding.RoutingKey, Arguments(binding.Arguments), noWait, cancellationToken),
        AmqpBinding binding => channel.QueueBindAsync(
            book.Resolve(binding.Destination), binding.Source, binding.RoutingKey, Arguments(binding.Arguments), noWait, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task NameAsync(IChannel channel, AmqpQueue queue, CancellationToken cancellationToken)
    {
        if (!queue.Exclusive && book.Resolve(queue.Name) is { } known && known != queue.Name && await StillThereAsync(known, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        QueueDeclareOk declared = await channel.QueueDeclareAsync(
            "", queue.Durable, queue.Exclusive, queue.AutoDelete, Arguments(queue.Arguments), passive: false, noWait: false, cancellationToken).ConfigureAwait(false);
        book.Name(queue, declared.QueueName);
    }

    // On a channel of its own, since a no closes it. A queue that no connection owns may have outlived ours, with messages in it.
    private async Task<bool> StillThereAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await using IChannel asking = await session.Connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await asking.QueueDeclarePassiveAsync(name, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationInterruptedException exception) when (session.Cause is null && exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }
}
