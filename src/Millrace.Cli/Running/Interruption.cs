using System.Runtime.InteropServices;

namespace Millrace.Cli.Running;

/// <summary>Ctrl-C and SIGTERM: the first ends the run with a report, the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly CancellationTokenRegistration _asWell;
    private readonly Action<string> _say;
    private readonly Action<int> _exit;
    private int _requests;

    public Interruption(Action<string> say, Action<int> exit, CancellationToken asWell = default)
    {
        (_say, _exit) = (say, exit);
        _asWell = asWell.Register(Request);
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    /// <summary>Cancelled by the first request.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>One request to stop.</summary>
    public void Request()
    {
        if (Interlocked.Increment(ref _requests) > 1)
        {
            // An embedded target ends by itself: its standard input closes with this process.
            _exit((int)ExitCode.Interrupted);
            return;
        }

        _say("stopping: the load ends, the report of what ran is written; once more to abort at once");
        _stop.Cancel();
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _asWell.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Request();
    }
}
