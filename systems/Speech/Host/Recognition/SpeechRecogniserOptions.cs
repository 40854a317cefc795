using Millrace.Speech.Host.Recognition;

namespace Millrace.Speech;

/// <summary>Which recogniser a server uses, and how each is set. Only the settings of the chosen one count.</summary>
public sealed record SpeechRecogniserOptions
{
    /// <summary>The recogniser.</summary>
    public RecogniserKind Kind { get; init; } = RecogniserKind.Simulated;

    /// <summary>Of <see cref="RecogniserKind.Simulated"/>.</summary>
    public SimulatedOptions Simulated { get; init; } = new();

    /// <summary>Of <see cref="RecogniserKind.PocketSphinx"/>.</summary>
    public PocketSphinxOptions PocketSphinx { get; init; } = new();

    /// <summary>Of <see cref="RecogniserKind.OpenAi"/>.</summary>
    public OpenAiOptions OpenAi { get; init; } = new();

    /// <summary>What is wrong with these options, a sentence each; empty where nothing is.</summary>
    /// <param name="sampleRate">The server's sample rate: not every recogniser knows every one.</param>
    public IReadOnlyList<string> Validate(int sampleRate = 16_000) => RecogniserRules.Check(this, sampleRate);
}
