using System.Diagnostics;
using Millrace.Bench.Amqp.Measuring;

namespace Millrace.Bench.Amqp.Publishing;

/// <summary>One way to publish from many tasks.</summary>
internal abstract class PublishSubject : IAsyncDisposable
{
    /// <summary>Connects and makes ready for so many tasks.</summary>
    public abstract Task OpenAsync(Uri broker, int tasks, bool isConfirmed);

    /// <summary>Publishes as fast as it can until the window is over. What is not driven task by task has a loop of its own.</summary>
    public virtual Task RunAsync(Window window, string exchange, string routingKey, ReadOnlyMemory<byte> body) =>
        Task.WhenAll(Enumerable.Range(0, window.Tasks.Length).Select(task => Task.Run(() => LoopAsync(window, task, exchange, routingKey, body))));

    public abstract ValueTask DisposeAsync();

    /// <summary>Publishes one message of one task; confirmed, where it was opened so.</summary>
    protected abstract ValueTask PublishAsync(int task, string exchange, string routingKey, ReadOnlyMemory<byte> body);

    private async Task LoopAsync(Window window, int task, string exchange, string routingKey, ReadOnlyMemory<byte> body)
    {
        bool goesOn;
        do
        {
            long start = Stopwatch.GetTimestamp();
            try
            {
                await PublishAsync(task, exchange, routingKey, body);
                goesOn = window.Done(task, start);
            }
            catch (Exception)
            {
                goesOn = window.Failed(task); // whatever it was: a table with an error in it says nothing about speed
                await Task.Delay(1);
            }
        }
        while (goesOn);
    }
}
