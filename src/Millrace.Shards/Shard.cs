using System.Diagnostics;
using System.Net;
using Millrace.Shards.Epoll;
using Millrace.Shards.Portable;

namespace Millrace.Shards;

/// <summary>
/// One event loop on one thread. Links, listeners and timers made by a shard belong to it: they are used on its thread, and
/// what awaits them resumes on its thread.
/// </summary>
/// <remarks>
/// A turn of the loop: events of the sockets, work posted from other threads, due timers, then what asked for the end of the
/// turn. Continuations run inline, so code between two awaits must not block.
/// </remarks>
public abstract class Shard : IDisposable
{
    [ThreadStatic]
    private static Shard? _current;

    private readonly WorkQueue _work = new();
    private readonly TimerHeap _timers;
    private readonly Thread _thread;
    private readonly ShardContext _context;
    private List<(Action<object?> Work, object? State)> _endOfTurn = [];
    private List<(Action<object?> Work, object? State)> _endOfThisTurn = [];
    private volatile bool _stopping;
    private volatile bool _stopped;

    private protected Shard(ShardOptions options)
    {
        Options = options;
        _timers = new TimerHeap(this);
        _context = new ShardContext(this);
        _thread = new Thread(Run) { Name = options.Name, IsBackground = true };
    }

    /// <summary>The shard whose thread we are on, or null.</summary>
    public static Shard? Current => _current;

    /// <summary>Now, in ticks of <see cref="TicksPerSecond"/> of a monotonic clock (Stopwatch's).</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Ticks of <see cref="Now"/> in one second.</summary>
    public static long TicksPerSecond => Stopwatch.Frequency;

    /// <summary>How it was started.</summary>
    public ShardOptions Options { get; }

    /// <summary>The form it took: <see cref="ShardKind.Epoll"/> or <see cref="ShardKind.Portable"/>.</summary>
    public abstract ShardKind Kind { get; }

    /// <summary>The system's id of the thread, for reading its CPU time under /proc/self/task; 0 where there is none.</summary>
    public int ThreadId { get; private set; }

    /// <summary>True on the shard's own thread.</summary>
    public bool IsCurrent => _current == this;

    /// <summary>Rented receive and send buffers of this shard; used on its thread only.</summary>
    public ShardBuffers Buffers { get; } = new();

    /// <summary>Awaits posted here come back to the shard's thread.</summary>
    public SynchronizationContext SynchronizationContext => _context;

    /// <summary>Starts a shard on a thread of its own.</summary>
    /// <exception cref="PlatformNotSupportedException">Epoll was asked for on a system that has none.</exception>
    /// <exception cref="LinkException">The system has no descriptors left for it.</exception>
    public static Shard Start(ShardOptions? options = null)
    {
        options ??= new ShardOptions();
        Shard shard = ShardKinds.Resolve(options.Kind) == ShardKind.Epoll ? new EpollShard(options) : new PortableShard(options);
        shard._thread.Start();
        return shard;
    }

    /// <summary>Runs work on the shard's thread, soon. From any thread. Order is kept per posting thread.</summary>
    public void Post(Action<object?> work, object? state) => Enqueue(work, state);

    /// <summary>Runs an asynchronous function on the shard's thread; the task carries its end and its exception. From any thread.</summary>
    public Task RunAsync(Func<ValueTask> work)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_stopping)
        {
            done.SetException(Stopped());
            return done.Task;
        }

        Post(async _ =>
        {
            try
            {
                await work();
                done.TrySetResult();
            }
            catch (OperationCanceledException e)
            {
                done.TrySetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                done.TrySetException(e);
            }
        }, null);
        if (_stopped)
        {
            // It came behind the last look into the queue, or may have: nobody would ever complete the task.
            done.TrySetException(Stopped());
        }

        return done.Task;
    }

    /// <summary>Completes at the absolute time <paramref name="dueTicks"/> (see <see cref="Now"/>), at once where that has passed.</summary>
    public ValueTask DelayUntil(long dueTicks, CancellationToken cancellationToken = default)
    {
        Debug.Assert(IsCurrent, "A shard's timers belong to its thread.");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        return dueTicks <= Now ? ValueTask.CompletedTask : _timers.Add(dueTicks, cancellationToken);
    }

    /// <summary>Completes after <paramref name="delay"/>; one that ends beyond the clock's range, such as <see cref="TimeSpan.MaxValue"/>, never does by itself.</summary>
    public ValueTask Delay(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        long now = Now;
        double ticks = delay.TotalSeconds * TicksPerSecond;
        return DelayUntil(ticks >= long.MaxValue - now ? long.MaxValue : now + (long)ticks, cancellationToken);
    }

    /// <summary>
    /// Calls <paramref name="work"/> once on the shard's thread when the events of this turn of the loop are done.
    /// For coalescing: many writes in one turn, one flush. It must not throw: what escapes from the loop's work ends the process.
    /// </summary>
    public void AtEndOfTurn(Action<object?> work, object? state)
    {
        Debug.Assert(IsCurrent, "The end of a turn belongs to the shard's thread.");
        _endOfTurn.Add((work, state));
    }

    /// <summary>Connects over TCP. On the shard's thread.</summary>
    /// <exception cref="LinkException">It could not: see <see cref="LinkError"/>.</exception>
    public abstract ValueTask<TcpLink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken = default);

    /// <summary>Listens on a TCP address; port 0 lets the system choose. On the shard's thread.</summary>
    /// <exception cref="LinkException">It could not: see <see cref="LinkError"/>.</exception>
    public abstract TcpListener Listen(IPEndPoint local, TcpListenOptions? options = null);

    /// <summary>Opens a UDP port on an address; port 0 lets the system choose. On the shard's thread.</summary>
    /// <exception cref="LinkException">It could not: see <see cref="LinkError"/>.</exception>
    public abstract UdpPort OpenUdp(IPEndPoint local, UdpOptions? options = null);

    /// <summary>Stops the loop: links and listeners close, pending awaits fail, the thread ends. From any thread but work of the shard itself.</summary>
    public void Dispose()
    {
        if (!_stopping)
        {
            _stopping = true;
            Enqueue(static (object? _) => { }, null);
        }

        if (!IsCurrent)
        {
            _thread.Join();
        }

        GC.SuppressFinalize(this);
    }

    internal TimerHeap Timers => _timers;

    internal static LinkException Stopped() => new(LinkError.Closed, "The shard has stopped.");

    internal void Enqueue(Delegate work, object? state)
    {
        if (_work.Add(work, state) && !IsCurrent)
        {
            WakeUp();
        }
    }

    /// <summary>Called once on the thread before the first turn.</summary>
    private protected abstract void Open();

    /// <summary>Dispatches socket events; waits for one, for a wake-up, or until <paramref name="untilTicks"/> (0: do not wait).</summary>
    private protected abstract void Poll(long untilTicks);

    /// <summary>Ends a sleeping <see cref="Poll"/>. From any thread.</summary>
    private protected abstract void WakeUp();

    /// <summary>Closes every link and listener, failing what awaits them.</summary>
    private protected abstract void CloseAll();

    /// <summary>Gives back what <see cref="Open"/> took.</summary>
    private protected abstract void Close();

    private void Run()
    {
        _current = this;
        SynchronizationContext.SetSynchronizationContext(_context);

        // AsyncLocal values do not flow through a shard (see ShardMethodBuilder), so no await needs to carry them.
        _ = ExecutionContext.SuppressFlow();
        ThreadId = ThreadPlacement.CurrentThreadId();
        if (Options.Cpu is int cpu)
        {
            ThreadPlacement.PinCurrentThread(cpu);
        }

        Open();
        while (!_stopping)
        {
            Turn();
        }

        // Closing runs continuations, and those may post and close more; two rounds let finally-blocks finish.
        CloseAll();
        _timers.FailAll(Stopped);
        _work.Run();
        _stopped = true;
        Interlocked.MemoryBarrier(); // Either the last run below sees what is posted, or its poster sees that we have stopped.
        CloseAll();
        _timers.FailAll(Stopped);
        _work.Run();
        Close();
        _current = null;
    }

    private void Turn()
    {
        if (_endOfTurn.Count == 0 && _work.TrySleep())
        {
            Poll(_timers.NextDue);
            _work.Awake();
        }
        else
        {
            Poll(0);
        }

        _work.Run();
        if (_timers.NextDue != long.MaxValue)
        {
            _timers.Fire(Now);
        }

        if (_endOfTurn.Count > 0)
        {
            (_endOfThisTurn, _endOfTurn) = (_endOfTurn, _endOfThisTurn);
            foreach ((Action<object?> work, object? state) in _endOfThisTurn)
            {
                work(state);
            }

            _endOfThisTurn.Clear();
        }
    }
}
