using System.Collections.Concurrent;

namespace Millrace.Bench.Amqp.Pooling;

/// <summary>The pool that everybody writes first: a semaphore that counts the free ones and a bag that holds them.</summary>
internal sealed class SemaphorePool(int limit) : IDisposable
{
    private readonly SemaphoreSlim _free = new(limit);
    private readonly ConcurrentBag<object> _bag = [.. Enumerable.Range(0, limit).Select(_ => new object())];

    public async ValueTask<object> RentAsync()
    {
        await _free.WaitAsync();
        return _bag.TryTake(out object? channel) ? channel : new object();
    }

    public void Return(object channel)
    {
        _bag.Add(channel);
        _free.Release();
    }

    public void Dispose() => _free.Dispose();
}
