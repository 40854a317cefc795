// Fifty tasks place orders, eight handlers take them. Stop the broker, start it again, and see that every order's fate is known.
using System.Collections.Concurrent;
using System.Text;
using Millrace.Amqp;

const string Queue = "millrace-sample-orders";
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var outcomes = new ConcurrentDictionary<PublishOutcome, int>();
int handled = 0;
await using AmqpClient client = await AmqpClient.ConnectAsync(new AmqpOptions { Brokers = [new(args.FirstOrDefault() ?? "amqp://guest:guest@127.0.0.1:5672/")] }, cancellationToken: stop.Token);
client.StateChanged += (_, change) => Console.WriteLine($"connection to {change.Link}: {change.State.ToString().ToLowerInvariant()}{(change.Outage is { } away ? $" after {away.TotalMilliseconds:0} ms" : "")} {change.Cause?.Message}");
await client.DeclareAsync(new AmqpTopology { Queues = [new(Queue) { AutoDelete = true, Durable = false }] }, stop.Token);
await client.ConsumeAsync(new ConsumerOptions { Queue = Queue, Prefetch = 64, Concurrency = 8 }, (_, _) =>
{
    Interlocked.Increment(ref handled);
    return ValueTask.CompletedTask;
}, stop.Token);

Console.WriteLine("Placing orders; Ctrl-C ends it.");
Task[] shops = [.. Enumerable.Range(0, 50).Select(PlaceOrdersAsync)];
using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
try
{
    while (await second.WaitForNextTickAsync(stop.Token))
    {
        Report();
    }
}
catch (OperationCanceledException)
{
    // Ctrl-C: what has begun is finished.
}

await Task.WhenAll(shops);
await client.CloseAsync(CancellationToken.None);
Report();

async Task PlaceOrdersAsync(int shop)
{
    for (int order = 1; !stop.IsCancellationRequested; order++)
    {
        try
        {
            PublishResult result = await client.Publisher.PublishConfirmedAsync("", Queue, Encoding.UTF8.GetBytes($"order {order} of shop {shop}"), mandatory: true, cancellationToken: CancellationToken.None);
            outcomes.AddOrUpdate(result.Outcome, 1, static (_, count) => count + 1);
        }
        catch (AmqpException failed)
        {
            Console.WriteLine($"shop {shop}: order {order} was not sent: {failed.Message}");
        }

        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
    }
}

void Report() => Console.WriteLine($"{string.Join(", ", outcomes.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key.ToString().ToLowerInvariant()}"))}; {handled} handled");
