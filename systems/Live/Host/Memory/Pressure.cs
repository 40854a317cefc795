using Microsoft.Extensions.Logging;
using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Host.Memory;

/// <summary>
/// Makes room when the memory of all sessions is nearly used up: who has no connection goes before who has one, pending before detached, and the least recently used first. At the highest
/// level attached ones go too: those first that take more than twice the mean, then the least recently used.
/// </summary>
/// <param name="sessions">The sessions.</param>
/// <param name="ledger">What they take.</param>
/// <param name="log">Where it logs.</param>
internal sealed class Pressure(SessionTable sessions, MemoryLedger ledger, ILogger log)
{
    private const int Batch = 64;

    private int _isRunning;

    /// <summary>Looks, on the calling thread, and evicts what must go. A second caller meanwhile does nothing.</summary>
    public void Relieve()
    {
        if (ledger.Level == PressureLevel.None || Interlocked.Exchange(ref _isRunning, 1) == 1)
        {
            return;
        }

        try
        {
            long before = ledger.Total;
            int absent = EvictAbsent(ledger.Excess(PressureLevel.High));
            int attached = ledger.Level == PressureLevel.Critical ? EvictAttached(ledger.Excess(PressureLevel.Critical)) : 0;
            if (absent + attached > 0)
            {
                LiveLog.Evicted(log, before, ledger.Limit, absent, attached);
            }
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private int EvictAbsent(long excess)
    {
        int count = 0;
        int before = -1;
        while (excess > 0 && count > before) // One round without anybody gone: those at the head are all in the middle of something.
        {
            before = count;
            foreach (LiveSession session in sessions.Absent.First(Batch))
            {
                long bytes = session.Bytes;
                if (excess > 0 && session.TryEvict(EndReason.PressureDetached))
                {
                    excess -= bytes;
                    count++;
                }
            }
        }

        return count;
    }

    // Told ones count until they have gone; a second look meanwhile orders all in the same way, so it tells the same ones again and no others.
    private int EvictAttached(long excess)
    {
        List<LiveSession> attached = [.. sessions.All.Where(session => session.State == SessionState.Attached)];
        if (attached.Count == 0)
        {
            return 0;
        }

        double mean = attached.Average(session => (double)session.Bytes);
        int count = 0;
        foreach (LiveSession session in attached.OrderBy(session => session.Bytes > 2 * mean ? 0 : 1).ThenBy(session => session.ActiveMs))
        {
            if (excess <= 0)
            {
                break;
            }

            excess -= session.Bytes;
            session.Post(() => session.End(session.State == SessionState.Attached ? EndReason.PressureAttached : EndReason.PressureDetached, Farewell.Evicted));
            count++;
        }

        return count;
    }
}
