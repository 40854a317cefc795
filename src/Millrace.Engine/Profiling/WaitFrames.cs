namespace Millrace.Engine.Profiling;

/// <summary>Tells a thread that waits from one that works: the sampler looks at every thread, whether it runs or not.</summary>
internal static class WaitFrames
{
    // A wait lies at most this deep under the methods that wrap it.
    private const int Depth = 8;

    // Methods that wait themselves, their system call compiled into them, and that also stand under everything else their thread does.
    private static readonly string[] Loops = ["Millrace.Shards.Epoll.EpollShard.Wait", "Millrace.Shards.Shard.Turn", "Millrace.Shards.Shard.Run"];

    // The ends of full names, by what is waited for.
    private static readonly (string Ends, string What)[] Known =
    [
        ("Interop.Sys.WaitForSocketEvents", "epoll_wait (sockets of .NET)"),
        ("SocketAsyncEngine.EventLoop", "epoll_wait (sockets of .NET)"),
        ("Interop.Sys.Poll", "poll"),
        ("Monitor.Enter", "a lock (Monitor.Enter)"),
        ("Monitor.TryEnter", "a lock (Monitor.Enter)"),
        ("Monitor.Enter_Slowpath", "a lock (Monitor.Enter)"),
        ("Monitor.ReliableEnter", "a lock (Monitor.Enter)"),
        ("Threading.Lock.TryEnterSlow", "a lock (Lock)"),
        ("Threading.Lock.EnterScope", "a lock (Lock)"),
        ("Threading.Lock.Enter", "a lock (Lock)"),
        ("Threading.Monitor.Wait", "Monitor.Wait"),
        ("Threading.Monitor.ObjWait", "Monitor.Wait"),
        ("Threading.SemaphoreSlim.Wait", "a semaphore"),
        ("Threading.SemaphoreSlim.WaitUntilCountOrTimeout", "a semaphore"),
        ("Threading.ManualResetEventSlim.Wait", "an event"),
        ("Threading.CountdownEvent.Wait", "an event"),
        ("Threading.LowLevelLifoSemaphore.Wait", "work (thread pool)"),
        ("Threading.LowLevelLifoSemaphore.WaitForSignal", "work (thread pool)"),
        ("Threading.LowLevelLifoSemaphore.WaitNative", "work (thread pool)"),
        ("PortableThreadPool.GateThread.GateThreadStart", "its next look (gate of the thread pool)"),
        ("TimerQueue.TimerThread", "the next timer"),
        ("Threading.LowLevelMonitor.Wait", "an event"),
        ("Threading.LowLevelMonitor.WaitCore", "an event"),
        ("Threading.WaitHandle.WaitOneNoCheck", "an event"),
        ("Threading.WaitHandle.WaitOne", "an event"),
        ("Threading.WaitHandle.WaitOneCore", "an event"),
        ("Threading.WaitHandle.WaitMultiple", "an event"),
        ("Threading.WaitHandle.WaitAny", "an event"),
        ("Threading.WaitHandle.WaitMultipleIgnoringSyncContext", "an event"),
        ("Threading.Thread.Sleep", "Thread.Sleep"),
        ("Threading.Thread.SleepInternal", "Thread.Sleep"),
        ("Threading.Thread.Join", "the end of a thread"),
        ("ConsolePal.Read", "standard input"),
        ("ConsoleStream.Read", "standard input"),
        ("UnixConsoleStream.Read", "standard input"),
        ("Interop.Sys.Read", "a read"),
        ("RandomAccess.ReadAtOffset", "a read"),
        ("Interop.Sys.Accept", "a connection"),
        ("SocketPal.Accept", "a connection"),
    ];

    /// <summary>What the thread waits for, or null where it works. A thread in managed code works, whatever it is about to wait for.</summary>
    public static string? WaitOf(StackSample sample)
    {
        if (sample.InManagedCode)
        {
            return null;
        }

        if (sample.Frames.Count > 0 && Loops.Contains(sample.Frames[0].Method))
        {
            return "epoll_wait (shards)";
        }

        // The outermost says it best: a SemaphoreSlim waits by Monitor.
        string? what = null;
        foreach (CodeFrame frame in sample.Frames.Take(Depth))
        {
            foreach ((string ends, string name) in Known)
            {
                if (Ends(frame.Method, ends))
                {
                    what = name;
                    break;
                }
            }
        }

        return what;
    }

    // "Threading.Lock.Enter" ends "System.Threading.Lock.Enter", and not "My.OtherLock.Enter".
    private static bool Ends(string method, string ending) =>
        method.EndsWith(ending, StringComparison.Ordinal) && (method.Length == ending.Length || method[^(ending.Length + 1)] == '.');
}
