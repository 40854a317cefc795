using Millrace.Speech.Host.Recognition.Decoding;

namespace Millrace.Speech.Tests.Recognition;

/// <summary>Makes decoders, counts them, and holds what the next calls into any of them shall do.</summary>
internal sealed class DecodersInTest
{
    private int _made;
    private int _gone;
    private int _inside;

    public int Made => Volatile.Read(ref _made);

    public int Gone() => Interlocked.Increment(ref _gone);

    public int Alive => Volatile.Read(ref _made) - Volatile.Read(ref _gone);

    /// <summary>Calls that have not come back.</summary>
    public int Inside => Volatile.Read(ref _inside);

    /// <summary>What happens within each call, by its name; may throw, and may block.</summary>
    public Action<string>? Calls { get; set; }

    public IDecoder Make()
    {
        Enter("Make");
        Interlocked.Increment(ref _made);
        return new DecoderInTest(this);
    }

    public void Enter(string call)
    {
        Interlocked.Increment(ref _inside);
        try
        {
            Calls?.Invoke(call);
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }
}
