using System.Collections.Concurrent;
using System.Reflection;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Amqp.Tests.Client.Consuming;

/// <summary>A channel on which the test plays the broker: it answers what it is told to, delivers when it is told to, and notes what is said to it.</summary>
public class PlayedChannel : DispatchProxy
{
    private readonly List<AsyncEventHandler<ShutdownEventArgs>> _shutdown = [];
    private volatile bool _isOpen = true;

    /// <summary>What <c>basic.consume</c> waits for.</summary>
    public Task Consume { get; set; } = Task.CompletedTask;

    /// <summary>What every settlement waits for while it is written.</summary>
    public Task Writing { get; set; } = Task.CompletedTask;

    public IAsyncBasicConsumer Consumer { get; private set; } = null!;

    /// <summary>The settlements whose writing has begun: the word, the tag, and whether up to it.</summary>
    public ConcurrentQueue<(string Word, ulong Tag, bool Flag)> Said { get; } = [];

    /// <summary>True where a settlement could have been cancelled by its token.</summary>
    public bool WasCancellable { get; private set; }

    public bool IsOpen => _isOpen;

    public static PlayedChannel Of(IChannel channel) => (PlayedChannel)(object)channel;

    public Task DeliverAsync(ulong tag) => Consumer.HandleBasicDeliverAsync("tag", tag, false, "", "key", new BasicProperties(), new byte[1], CancellationToken.None);

    /// <summary>The broker closes it.</summary>
    public async Task ShutDownAsync(ushort code, string text)
    {
        _isOpen = false;
        var reason = new ShutdownEventArgs(ShutdownInitiator.Peer, code, text);
        foreach (AsyncEventHandler<ShutdownEventArgs> told in _shutdown)
        {
            await told(this, reason);
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case "add_ChannelShutdownAsync":
                _shutdown.Add((AsyncEventHandler<ShutdownEventArgs>)args![0]!);
                return null;
            case "get_IsOpen":
                return _isOpen;
            case "BasicQosAsync" or "BasicCancelAsync":
                return Task.CompletedTask;
            case "BasicConsumeAsync":
                Consumer = args!.OfType<IAsyncBasicConsumer>().Single();
                return ConsumeAsync();
            case "BasicAckAsync" or "BasicRejectAsync":
                Said.Enqueue((targetMethod.Name, (ulong)args![0]!, (bool)args[1]!));
                WasCancellable |= ((CancellationToken)args[2]!).CanBeCanceled;
                return new ValueTask(Writing);
            case "CloseAsync":
                _isOpen = false;
                return Task.CompletedTask;
            case "DisposeAsync":
                return ValueTask.CompletedTask;
            default:
                throw new NotSupportedException(targetMethod.Name);
        }
    }

    private async Task<string> ConsumeAsync()
    {
        await Consume;
        return "tag";
    }
}
