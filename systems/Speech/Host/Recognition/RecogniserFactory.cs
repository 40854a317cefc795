using Microsoft.Extensions.Logging;
using Millrace.Speech.Host.Recognition.OpenAi;
using Millrace.Speech.Host.Recognition.PocketSphinx;
using Millrace.Speech.Host.Recognition.Simulated;

namespace Millrace.Speech.Host.Recognition;

/// <summary>Makes the recogniser that the options name. It is not started yet.</summary>
internal static class RecogniserFactory
{
    public static IRecogniser Create(SpeechRecogniserOptions options, TimeProvider time, ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Kind switch
        {
            RecogniserKind.Simulated => new SimulatedRecogniser(options.Simulated, time, logs.CreateLogger<SimulatedRecogniser>()),
            RecogniserKind.PocketSphinx => new PocketSphinxRecogniser(options.PocketSphinx, time, logs.CreateLogger<PocketSphinxRecogniser>()),
            RecogniserKind.OpenAi => new OpenAiRecogniser(options.OpenAi, time, logs.CreateLogger<OpenAiRecogniser>()),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "There is no such recogniser."),
        };
    }
}
