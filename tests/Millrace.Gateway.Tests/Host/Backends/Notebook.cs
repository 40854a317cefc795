using System.Collections.Concurrent;
using System.Text;
using Millrace.Gateway.Host.Backends;
using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Tests.Host.Backends;

/// <summary>Stands where the switchboard stands, and writes down what it is told.</summary>
internal sealed class Notebook : IBackendHub
{
    private int _ticks;

    public ConcurrentQueue<string> Entries { get; } = new();

    /// <summary>Who is there; touched on the shard's thread only.</summary>
    public List<Backend> Backends { get; } = [];

    public bool IsBehind { get; set; }

    /// <summary>Also runs at each action.</summary>
    public Action<Backend, BackendAction>? OnAct { get; set; }

    /// <summary>Counts actions instead of writing them down, so that they cost nothing.</summary>
    public bool IsQuiet { get; set; }

    public int Acts { get; private set; }

    public int Ticks => Volatile.Read(ref _ticks);

    public string Text => string.Join('\n', Entries);

    public void Joined(Backend backend, long now)
    {
        Backends.Add(backend);
        Entries.Enqueue($"joined {(backend.Agreement.SaidHello ? backend.Name : "plain")}{(backend.Agreement.Acknowledges ? " ack" : "")}{(backend.Agreement.Binary ? " binary" : "")}");
    }

    public void Left(Backend backend, string why, long now)
    {
        Backends.Remove(backend);
        Entries.Enqueue($"left {why}");
    }

    public void Act(Backend backend, BackendAction action, long now)
    {
        Acts++;
        OnAct?.Invoke(backend, action);
        if (!IsQuiet)
        {
            Entries.Enqueue($"{action.Kind} {action.RequestId} {Encoding.UTF8.GetString(action.Message)}");
        }
    }

    public void Refused(Backend backend, ReadOnlySpan<char> requestId, long now) => Entries.Enqueue($"refused {requestId}");

    public void Drained(Backend backend) => Entries.Enqueue("drained");

    public void Tick(long now) => Interlocked.Increment(ref _ticks);
}
