using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>What the relays of one shard move bytes with. An idle connection holds none of it.</summary>
internal sealed class RelayBuffers(Shard shard) : IDisposable
{
    private const int ReadBytes = 256 * 1024;
    private const int KeptPipes = 64;

    private readonly Stack<KernelPipe> _pipes = new();

    /// <summary>For reading: what is read is passed on, or copied, before anyone else reads.</summary>
    public byte[] Scratch { get; } = GC.AllocateUninitializedArray<byte>(ReadBytes, pinned: true);

    /// <summary>An empty pipe, or null where the system gives none.</summary>
    public KernelPipe? RentPipe() => _pipes.TryPop(out KernelPipe? pipe) ? pipe : KernelPipe.TryOpen(shard);

    /// <summary>Gives a pipe back; one that is not empty is closed.</summary>
    public void Return(KernelPipe pipe)
    {
        if (pipe.Held == 0 && _pipes.Count < KeptPipes) { _pipes.Push(pipe); }
        else { pipe.Dispose(); }
    }

    /// <summary>Closes what is kept; when the shard has stopped.</summary>
    public void Dispose()
    {
        while (_pipes.TryPop(out KernelPipe? pipe)) { pipe.Dispose(); }
    }
}
