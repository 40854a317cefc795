using System.Reflection;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Channels;

/// <summary>Connections and channels without a broker: they open, they count, they close when told so.</summary>
public class StandIn : DispatchProxy
{
    private static int s_numbers;
    private bool _isOpen = true;
    private int _number;

    /// <summary>Called before a channel is opened, if there is something to wait for or to fail with.</summary>
    public Func<CancellationToken, Task>? Opening { get; set; }

    public int Opened { get; private set; }

    public static IConnection Connection() => DispatchProxy.Create<IConnection, StandIn>();

    public static StandIn Of(object proxy) => (StandIn)proxy;

    public void Break() => _isOpen = false;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "CreateChannelAsync" => CreateAsync((CancellationToken)args![1]!),
        "get_IsOpen" => _isOpen,
        "get_ChannelNumber" => _number,
        "get_ChannelMax" => (ushort)2047,
        "CloseAsync" => Closed(),
        "DisposeAsync" => ValueTask.CompletedTask,
        _ => throw new NotSupportedException(targetMethod.Name),
    };

    private Task Closed()
    {
        _isOpen = false;
        return Task.CompletedTask;
    }

    private async Task<IChannel> CreateAsync(CancellationToken cancellationToken)
    {
        if (Opening is { } opening)
        {
            await opening(cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        IChannel channel = DispatchProxy.Create<IChannel, StandIn>();
        Of(channel)._number = Interlocked.Increment(ref s_numbers);
        Opened++;
        return channel;
    }
}
