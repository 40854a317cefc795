namespace Millrace.Faults;

/// <summary>
/// What one fault does to one direction of one UDP flow. Pure: it takes datagrams and the time, and passes on what goes on. What it holds back comes out by <see cref="Fire"/>, or at
/// once when it is taken away.
/// </summary>
internal abstract class UdpStage
{
    /// <summary>When <see cref="Fire"/> has something to pass on, in ticks; <see cref="long.MaxValue"/> where it holds nothing.</summary>
    public virtual long NextDue => long.MaxValue;

    /// <summary>Memory that the datagrams in it hold, about.</summary>
    public virtual long Held => 0;

    /// <summary>Takes a datagram that has come at <paramref name="now"/> and passes on none, one or more.</summary>
    public abstract void Push(byte[] datagram, long now, Action<byte[]> next);

    /// <summary>Passes on what is due.</summary>
    public virtual void Fire(long now, Action<byte[]> next)
    {
    }

    /// <summary>Passes on all that it holds, in order: it is being taken away.</summary>
    public virtual void Release(Action<byte[]> next)
    {
    }
}
