namespace Millrace.Tracker.Host.Swarms;

/// <summary>
/// Chooses peers of an array at random, all different and without the one who asks. The array is cut into as many strata as peers are wanted, one peer is taken from each, and
/// the whole is turned by a random offset: so each peer is as likely as any other, whatever the strata are, and no peer can come twice, without remembering which have been.
/// </summary>
internal static unsafe class PeerSample
{
    /// <summary>
    /// Writes at most <paramref name="wanted"/> peers, and at most what fits, of the first <paramref name="count"/>; the one at <paramref name="asker"/> is passed over (-1 where it is not
    /// among them). Returns the bytes written.
    /// </summary>
    public static int Write<TPeer>(TPeer* peers, int count, int asker, int wanted, ref SwarmRandom random, Span<byte> target)
        where TPeer : unmanaged, IPeer<TPeer>
    {
        bool isAmong = (uint)asker < (uint)count;
        int candidates = isAmong ? count - 1 : count;
        int taken = Math.Min(Math.Min(wanted, target.Length / TPeer.CompactBytes), candidates);
        if (taken <= 0)
        {
            return 0;
        }

        int skip = isAmong ? asker : int.MaxValue;
        fixed (byte* start = target)
        {
            byte* next = start;
            int offset = random.Next(candidates);
            if (taken == candidates)
            {
                // Everybody, but from a random one on: who takes only the first few of an answer gets different ones.
                next = WriteRun(peers, offset, candidates, skip, next);
                next = WriteRun(peers, 0, offset, skip, next);
                return (int)(next - start);
            }

            // In steps of 2^-32 of a place. A stratum begins where the one before it ends, and has at least one place.
            ulong step = ((ulong)candidates << 32) / (ulong)taken;
            ulong from = 0;
            for (int n = 0; n < taken; n++, from += step)
            {
                int first = (int)(from >> 32);
                int places = (int)((from + step) >> 32) - first;
                int place = first + random.Next(places) + offset;
                place = place >= candidates ? place - candidates : place;
                peers[place >= skip ? place + 1 : place].Write(next);
                next += TPeer.CompactBytes;
            }

            return (int)(next - start);
        }
    }

    private static byte* WriteRun<TPeer>(TPeer* peers, int from, int to, int skip, byte* next)
        where TPeer : unmanaged, IPeer<TPeer>
    {
        for (int place = from; place < to; place++)
        {
            peers[place >= skip ? place + 1 : place].Write(next);
            next += TPeer.CompactBytes;
        }

        return next;
    }
}
