namespace Millrace.Tracker.Host.Swarms;

/// <summary>A peer as it lies in a swarm's array, one form for each family. The compiler makes separate code for each, so nothing asks for the family at a peer.</summary>
internal unsafe interface IPeer<TSelf>
    where TSelf : unmanaged, IPeer<TSelf>
{
    /// <summary>Bytes of a peer in an answer.</summary>
    static abstract int CompactBytes { get; }

    /// <summary>From how many peers a swarm has an index; below, looking at them all is quicker and smaller.</summary>
    static abstract int IndexFrom { get; }

    /// <summary>When it was heard of last: <see cref="PeerClock"/>.</summary>
    ushort Stamp { get; set; }

    /// <summary>A peer without a stamp.</summary>
    static abstract TSelf From(in PeerAddress address);

    /// <summary>Its address and port.</summary>
    PeerAddress ToAddress();

    /// <summary>True where both have the same address and port.</summary>
    bool IsSameAs(in TSelf other);

    /// <summary>The keyed hash of its address and port.</summary>
    ulong Hash(in SipKey key);

    /// <summary>Writes its compact form: <see cref="CompactBytes"/> bytes.</summary>
    void Write(byte* target);

    /// <summary>The place of a peer among <paramref name="count"/>, or -1.</summary>
    static abstract int Find(TSelf* peers, int count, in TSelf peer);
}
