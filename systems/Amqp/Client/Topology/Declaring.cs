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
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Ended);
        try
        {
            IChannel channel = await ChannelAsync(cancellationToken).ConfigureAwait(false);
            foreach (object part in TopologyBook.Parts(topology))
            {
                await DeclareAsync(channel, part, noWait: true, either.Token).ConfigureAwait(false);
            }

            await channel.BasicQosAsync(0, 0, global: false, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationInterruptedException) when (session.Cause is null)
        {
            return false;
        }
        catch (OperationCanceledException) when (session.Cause is null && !cancellationToken.IsCancellationRequested)
        {
            // No answer in time. What comes late must not be taken for the answer to another question.
            Forget();
            return false;
        }
    }

    /// <summary>Declares part by part; each that fails goes to <paramref name="failed"/>, each that succeeds to <paramref name="done"/>.</summary>
    public async Task OneByOneAsync(IEnumerable<object> parts, Action<object, AmqpException> failed, Action<object> done, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Ended);
        foreach (object part in parts)
        {
            try
            {
                await DeclareAsync(await ChannelAsync(cancellationToken).ConfigureAwait(false), part, noWait: false, either.Token).ConfigureAwait(false);
            }
            catch (OperationInterruptedException exception) when (session.Cause is null)
            {
                failed(part, ChannelErrors.Of(exception, $"declaring the {Describe(part)}"));
                continue;
            }
            catch (OperationCanceledException exception) when (session.Cause is null && !cancellationToken.IsCancellationRequested)
            {
                Forget();
                failed(part, new AmqpUnavailableException($"declaring the {Describe(part)}: the broker did not answer in time (Links.AnswerTimeout)", exception));
                continue;
            }

            done(part);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is { } channel && session.Cause is null)
        {
            await CloseAsync(channel).ConfigureAwait(false);
        }
    }

    /// <summary>What a part is called in messages.</summary>
    public static string Describe(object part) => part switch
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
            // The wait ends with the token, the opening does not: cancelled, the library would forget a channel that the broker has opened.
            Task<IChannel> opening = session.Connection.CreateChannelAsync(cancellationToken: session.Ended);
            try
            {
                _channel = await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                _ = AbandonAsync(opening);
                throw;
            }
        }

        return _channel;
    }

    private async Task AbandonAsync(Task<IChannel> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await CloseAsync(await opening.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private void Forget()
    {
        if (_channel is { } channel)
        {
            _channel = null;
            _ = CloseAsync(channel);
        }
    }

    private async Task CloseAsync(IChannel channel)
    {
        try
        {
            await channel.DisposeAsync().AsTask().WaitAsync(options.Links.AnswerTimeout, options.Time, session.Ended).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection went, and the channel with it.
        }
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
