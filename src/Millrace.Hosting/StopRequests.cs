using System.Runtime.InteropServices;

namespace Millrace.Hosting;

/// <summary>
/// Requests to stop as two moments: the first of any kind starts the drain, and a second signal ends it. Thread-safe.
/// </summary>
/// <remarks>
/// Only signals count towards the second moment: a parent that closes our input and then also sends SIGTERM asks twice for the
/// same thing, while a person who presses Ctrl-C again is in a hurry.
/// </remarks>
public sealed class StopRequests : IDisposable
{
    private readonly TaskCompletionSource<StopReason> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<StopReason> _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <summary>Completes at the first request.</summary>
    public Task<StopReason> First => _first.Task;

    /// <summary>Completes at the second signal.</summary>
    public Task<StopReason> Second => _second.Task;

    /// <summary>Requests from this process's signals SIGTERM and SIGINT. A third signal gets the system's own treatment: the process dies.</summary>
    public static StopRequests FromSignals()
    {
        StopRequests requests = new();
        requests._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, requests.OnSignal));
        requests._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, requests.OnSignal));
        return requests;
    }

    /// <summary>Asks to stop.</summary>
    public void Request(StopReason reason)
    {
        _first.TrySetResult(reason);
        if (reason is StopReason.Terminate or StopReason.Interrupt && Interlocked.Increment(ref _signals) >= 2)
        {
            _second.TrySetResult(reason);
        }
    }

    /// <summary>Asks to stop once <paramref name="input"/> ends; what is written there before is ignored.</summary>
    public void WatchEndOf(Stream input)
    {
        // A thread of its own: a read of a terminal or a pipe cannot be cancelled, and would hold a pool thread for good.
        Thread watcher = new(() => ReadToEnd(input)) { IsBackground = true, Name = "stdin" };
        watcher.Start();
    }

    /// <summary>Gives the signals back to the system.</summary>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = Volatile.Read(ref _signals) < 2;
        Request(context.Signal == PosixSignal.SIGINT ? StopReason.Interrupt : StopReason.Terminate);
    }

    private void ReadToEnd(Stream input)
    {
        byte[] ignored = new byte[256];
        try
        {
            while (input.Read(ignored) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // Expected where the input was closed under us: that is its end too.
        }

        Request(StopReason.InputEnded);
    }
}
