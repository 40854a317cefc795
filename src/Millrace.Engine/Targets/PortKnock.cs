using System.Net.Sockets;

namespace Millrace.Engine.Targets;

/// <summary>Tries a TCP address until a program that says nothing by itself accepts there.</summary>
internal static class PortKnock
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(10);

    /// <summary>Null once it accepts or <paramref name="ended"/> has completed; else, after the time allowed, why the last connection could not be made.</summary>
    public static async Task<string?> WaitAsync(Uri address, Task ended, TimeSpan within, TimeProvider time, CancellationToken cancellationToken)
    {
        string? last = null;
        for (long began = time.GetTimestamp(); !ended.IsCompleted; await Task.Delay(_every, time, cancellationToken).ConfigureAwait(false))
        {
            TimeSpan left = within - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return last ?? "nobody answers";
            }

            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address.DnsSafeHost, address.Port, cancellationToken).AsTask().WaitAsync(left, time, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (SocketException e)
            {
                last = e.Message; // expected: it is just starting
            }
            catch (TimeoutException)
            {
                last = "nobody answers";
            }
        }

        return null;
    }
}
