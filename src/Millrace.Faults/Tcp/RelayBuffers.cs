using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>What the relays of one shard move bytes with. An idle connection holds none of it.</summary>
internal sealed class RelayBuffers(Shard shard) : IDisposable
{
    private const int ReadBytes = 256 * 1024;

    /// <summary>
    /// Pipes that there are at one time. Where a receiver stalls, its pipe stays full (up to 1 MiB of the kernel's memory), and no other bound counts that; who gets none has its
    /// bytes copied, and holds 64 KiB at most.
    /// </summary>
    public const int MostPipes = 64;

    private readonly Stack<KernelPipe> _pipes = new();
    private int _out;

    /// <summary>For reading: what is read is passed on, or copied, before anyone else reads.</summary>
    public byte[] Scratch { get; } = GC.AllocateUninitializedArray<byte>(ReadBytes, pinned: true);

    /// <summary>An empty pipe, or null where the system gives none or <see cref="MostPipes"/> are out.</summary>
    public KernelPipe? RentPipe()
    {
        if (_out == MostPipes) { return null; }
        KernelPipe? rented = _pipes.TryPop(out KernelPipe? pipe) ? pipe : KernelPipe.TryOpen(shard);
        _out += rented is null ? 0 : 1;
        return rented;
    }

    /// <summary>Gives a pipe back; one that is not empty is closed.</summary>
    public void Return(KernelPipe pipe)
    {
        _out--;
        if (pipe.Held == 0) { _pipes.Push(pipe); }
        else { pipe.Dispose(); }
    }

    /// <summary>Closes what is kept; when the shard has stopped.</summary>
    public void Dispose()
    {
        while (_pipes.TryPop(out KernelPipe? pipe)) { pipe.Dispose(); }
    }
}
