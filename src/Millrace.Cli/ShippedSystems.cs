using Millrace.Amqp.Load;
using Millrace.Cli.Commands;
using Millrace.Engine.Running;
using Millrace.Gateway.Load;
using Millrace.Http.Load;
using Millrace.Live.Load;
using Millrace.Speech.Load;
using Millrace.Tracker.Load;

namespace Millrace.Cli;

/// <summary>What comes with the program `millrace`.</summary>
internal static class ShippedSystems
{
    private static readonly Composition _real = new()
    {
        Systems = [new GatewaySystem(), new LiveSystem(), new SpeechSystem(), new TrackerSystem(), new AmqpSystem(), new HttpSystem()],
        Lab = Lab.RunAsync,
        Typed = TypedProgram.OfTool() ?? "./" + Composition.Millrace,
        Own = static () => [new ServeCommand(), new SubjectCommand()],
    };

    extension(Composition)
    {
        /// <summary>The program's own. Its systems are written out rather than discovered: adding one is a line above.</summary>
        public static Composition Real => _real;
    }
}
