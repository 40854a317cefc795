namespace Millrace.Speech;

/// <summary>How the simulated recogniser behaves.</summary>
public sealed record SimulatedOptions
{
    /// <summary>How long it takes over every piece of audio, silence too; 50 ms as the service has whose API this is. Zero to 60 s.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The share of the pieces of speech on which it fails, 0 to 1.</summary>
    public double ErrorRate { get; init; }

    /// <summary>Bytes of speech to a word: by default 12,800, 0.4 s at 16,000 samples a second, which is 2.5 words a second.</summary>
    public int BytesPerWord { get; init; } = 12_800;

    /// <summary>What the words, the failures and the sessions with a fault follow from, together with each session's own seed.</summary>
    public long Seed { get; init; }

    /// <summary>What goes wrong, for tests and drills.</summary>
    public SimulatedFault Fault { get; init; }

    /// <summary>The share of the sessions in which <see cref="Fault"/> strikes, 0 to 1; the others notice nothing.</summary>
    public double FaultShare { get; init; } = 1;
}
