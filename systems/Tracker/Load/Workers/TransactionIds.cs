using System.Numerics;

namespace Millrace.Tracker.Load.Workers;

/// <summary>
/// Transaction ids that say by themselves whose request they belong to, so that nothing needs to be looked up or kept: the worker's number on its shard and the low bits of
/// its request's sequence number, scrambled so that neighbours look nothing alike and a stranger's id is not taken for ours by chance of counting.
/// </summary>
internal readonly struct TransactionIds
{
    private const uint Odd = 0x9E37_79B1;
    private const uint Inverse = 0x0E8B_2F51; // Odd * Inverse = 1 modulo 2^32; checked by a test

    private readonly uint _mask;
    private readonly int _sequenceBits;

    /// <param name="workers">Workers of this shard.</param>
    /// <param name="seed">The run's seed.</param>
    public TransactionIds(int workers, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _sequenceBits = BitOperations.LeadingZeroCount((uint)(workers - 1)); // 32 for a single worker
        _mask = (uint)(seed ^ (seed >> 32)) * Odd;
    }

    private ulong Span => 1UL << _sequenceBits;

    /// <summary>The id of a worker's request.</summary>
    public uint Of(int worker, long sequence)
    {
        ulong plain = ((ulong)(uint)worker << _sequenceBits) | ((ulong)sequence & (Span - 1));
        return ((uint)plain * Odd) ^ _mask;
    }

    /// <summary>The number of the worker that an id names; it may be one that does not exist.</summary>
    public int WorkerOf(uint id) => (int)((ulong)Plain(id) >> _sequenceBits);

    /// <summary>The newest sequence number below <paramref name="next"/> that an id can stand for; negative where there is none.</summary>
    public long SequenceOf(uint id, long next)
    {
        long low = (long)(Plain(id) & (Span - 1));
        long span = (long)Span;
        long candidate = (next & ~(span - 1)) | low;
        return candidate >= next ? candidate - span : candidate;
    }

    private uint Plain(uint id) => (id ^ _mask) * Inverse;
}
