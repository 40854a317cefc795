namespace Millrace.Testing;

/// <summary>
/// One RabbitMQ for all tests of an assembly (<c>[assembly: AssemblyFixture(typeof(SharedRabbit))]</c>, then a constructor's parameter), started when the first
/// of them asks. Tests keep apart by the names of their queues and exchanges; what would disturb others (stop, pause, alarm) takes a <see cref="RabbitNode"/> of its own.
/// </summary>
public sealed class SharedRabbit : IAsyncDisposable
{
    private readonly Lazy<Task<RabbitNode>> _node = new(() => RabbitNode.StartAsync());

    /// <summary>The node, running. Ask <see cref="RabbitNode.SkipReason"/> first.</summary>
    public Task<RabbitNode> GetAsync() => _node.Value;

    /// <summary>Ends the node, if anybody asked for it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_node.IsValueCreated && _node.Value.IsCompletedSuccessfully)
        {
            await (await _node.Value).DisposeAsync();
        }
    }
}
