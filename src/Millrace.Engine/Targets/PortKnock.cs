using System.Net.Sockets;

namespace Millrace.Engine.Targets;

/// <summary>Tries a TCP address until a program that says nothing by itself accepts there.</summary>
internal static class PortKnock
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(10);

    /// <summary>Null once it accepts by the right process or <paramref name="ended"/> has completed; else, after the time allowed, why the last connection could not be made.</summary>
    public static async Task<string?> WaitAsync(Uri address, Func<bool> isItself, Task ended, TimeSpan within, TimeProvider time, CancellationToken cancellationToken)
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
                if (isItself())
                {
                    return null;
                }

                // Whoever took the port between our look for a free one and the start: the program will find it taken and end, or stay without.
                last = "another program accepts there, which is not the one that was started";
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
