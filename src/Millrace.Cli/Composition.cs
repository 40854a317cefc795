using Millrace.Amqp.Load;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Gateway.Load;
using Millrace.Http.Load;
using Millrace.Live.Load;
using Millrace.Results;
using Millrace.Speech.Load;
using Millrace.Tracker.Load;

namespace Millrace.Cli;

/// <summary>What the commands are put together from. The real one is <see cref="Real"/>; tests bring their own systems and lab.</summary>
internal sealed record Composition
{
    /// <summary>Every system that can be driven, in the order of `millrace list`.</summary>
    public required IReadOnlyList<ISystemUnderLoad> Systems { get; init; }

    /// <summary>Runs a scenario.</summary>
    public required Func<Scenario, ILabProgress, CancellationToken, Task<RunFile>> Lab { get; init; }

    /// <summary>Ends a run as Ctrl-C does.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Written out rather than discovered: adding a system is a line here.</summary>
    public static Composition Real { get; } = new()
    {
        Systems = [new GatewaySystem(), new LiveSystem(), new SpeechSystem(), new TrackerSystem(), new AmqpSystem(), new HttpSystem()],
        Lab = Engine.Running.Lab.RunAsync,
    };

    /// <summary>The system of this name, or a complaint with the nearest one.</summary>
    public ISystemUnderLoad System(string name, string where) => Systems.FirstOrDefault(system => system.Info.Name == name)
        ?? throw new ComplaintException(CommandLine.ParseComplaints.UnknownName("system", name, where, [.. Systems.Select(system => system.Info.Name)], "millrace list"));
}
