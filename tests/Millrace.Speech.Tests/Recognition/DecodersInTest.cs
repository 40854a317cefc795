using Millrace.Speech.Host.Recognition.Decoding;

namespace Millrace.Speech.Tests.Recognition;

/// <summary>Makes decoders, counts them, and holds what the next calls into any of them shall do.</summary>
internal sealed class DecodersInTest
{
    private int _made;
    private int _gone;
    private int _hanging;

    public int Made => Volatile.Read(ref _made);

    public int Gone() => Interlocked.Increment(ref _gone);

    public int Alive => Volatile.Read(ref _made) - Volatile.Read(ref _gone);

    /// <summary>Calls that hang.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    /// <summary>What happens within each call, by its name; may throw, and may block.</summary>
    public Action<string>? Calls { get; set; }

    public IDecoder Make()
    {
        Enter("Make");
        Interlocked.Increment(ref _made);
        return new DecoderInTest(this);
    }

    public void Enter(string call) => Calls?.Invoke(call);

    /// <summary>Lets a call hang until the gate is open.</summary>
    public void Hang(ManualResetEventSlim gate)
    {
        Interlocked.Increment(ref _hanging);
        gate.Wait();
        Interlocked.Decrement(ref _hanging);
    }
}
