using Microsoft.Extensions.Logging;
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
            _ => throw new NotSupportedException($"The recogniser {options.Kind} does not exist yet."),
        };
    }
}
