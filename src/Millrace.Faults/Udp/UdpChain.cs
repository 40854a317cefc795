namespace Millrace.Faults;

/// <summary>The stages of one direction of one UDP flow, in the order in which their faults were added. Pure, like its stages.</summary>
internal sealed class UdpChain(Action<byte[]> output)
{
    private readonly List<Slot> _slots = [];
    private long _now;

    /// <summary>True where no fault stands between.</summary>
    public bool IsClear => _slots.Count == 0;

    /// <summary>Memory that the datagrams in it hold.</summary>
    public long Held
    {
        get
        {
            long held = 0;
            foreach (Slot slot in _slots) { held += slot.Stage.Held; }
            return held;
        }
    }

    /// <summary>When <see cref="Fire"/> has something to pass on.</summary>
    public long NextDue
    {
        get
        {
            long next = long.MaxValue;
            foreach (Slot slot in _slots) { next = Math.Min(next, slot.Stage.NextDue); }
            return next;
        }
    }

    /// <summary>Takes a datagram.</summary>
    public void Push(byte[] datagram, long now)
    {
        _now = now;
        Pass(_slots.Count == 0 ? null : _slots[0], datagram);
    }

    /// <summary>Passes on what is due.</summary>
    public void Fire(long now)
    {
        _now = now;
        foreach (Slot slot in _slots) { slot.Stage.Fire(now, slot.Next); }
    }

    /// <summary>Puts a stage behind those that are there, or in the place of the one of its name.</summary>
    public void Set(string name, UdpStage stage, double toxicity, Random chance, long now)
    {
        _now = now;
        Slot slot = new(name, stage, toxicity, chance, this);
        int at = _slots.FindIndex(s => s.Name == name);
        if (at < 0)
        {
            _slots.Add(slot);
            Join();
            return;
        }

        Slot gone = _slots[at];
        _slots[at] = slot;
        Join();
        gone.Stage.Release(datagram => Pass(slot.Behind, datagram));
    }

    /// <summary>Takes a stage away; what it held goes on at once.</summary>
    public void Remove(string name, long now)
    {
        _now = now;
        int at = _slots.FindIndex(s => s.Name == name);
        if (at < 0) { return; }
        Slot gone = _slots[at];
        _slots.RemoveAt(at);
        Join();
        gone.Stage.Release(gone.Next);
    }

    private void Join()
    {
        for (int i = 0; i < _slots.Count; i++) { _slots[i].Behind = i + 1 < _slots.Count ? _slots[i + 1] : null; }
    }

    private void Pass(Slot? slot, byte[] datagram)
    {
        while (slot is not null && slot.PassesBy()) { slot = slot.Behind; }
        if (slot is null) { output(datagram); }
        else { slot.Stage.Push(datagram, _now, slot.Next); }
    }

    private sealed class Slot
    {
        private readonly double _toxicity;
        private readonly Random _chance;

        public Slot(string name, UdpStage stage, double toxicity, Random chance, UdpChain chain)
        {
            (Name, Stage, _toxicity, _chance) = (name, stage, toxicity, chance);
            Next = datagram => chain.Pass(Behind, datagram);
        }

        public string Name { get; }

        public UdpStage Stage { get; }

        public Slot? Behind { get; set; }

        public Action<byte[]> Next { get; }

        public bool PassesBy() => _toxicity < 1 && _chance.NextDouble() >= _toxicity;
    }
}
