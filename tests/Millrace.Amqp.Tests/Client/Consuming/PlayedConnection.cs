using System.Reflection;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Consuming;

/// <summary>A connection that opens <see cref="PlayedChannel"/>s.</summary>
public class PlayedConnection : DispatchProxy
{
    private readonly List<PlayedChannel> _channels = [];

    /// <summary>What the opening of a channel waits for.</summary>
    public Task Opening { get; set; } = Task.CompletedTask;

    /// <summary>Called with each new channel before it is given out.</summary>
    public Action<PlayedChannel> Prepare { get; set; } = static _ => { };

    /// <summary>All channels that were opened, oldest first.</summary>
    public IReadOnlyList<PlayedChannel> Channels
    {
        get
        {
            lock (_channels)
            {
                return [.. _channels];
            }
        }
    }

    public static (IConnection Connection, PlayedConnection Play) Begin()
    {
        IConnection connection = DispatchProxy.Create<IConnection, PlayedConnection>();
        return (connection, (PlayedConnection)(object)connection);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "CreateChannelAsync" => CreateAsync((CancellationToken)args![1]!),
        "get_IsOpen" => true,
        "get_ChannelMax" => (ushort)2047,
        _ => throw new NotSupportedException(targetMethod.Name),
    };

    private async Task<IChannel> CreateAsync(CancellationToken cancellationToken)
    {
        await Opening.WaitAsync(cancellationToken);
        IChannel channel = DispatchProxy.Create<IChannel, PlayedChannel>();
        var play = PlayedChannel.Of(channel);
        Prepare(play);
        lock (_channels)
        {
            _channels.Add(play);
        }

        return channel;
    }
}
