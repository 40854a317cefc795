using Millrace.Engine.Clients;
using Millrace.Engine.Metering;

namespace Millrace.Engine.Running;

/// <summary>
/// Those who carry out a run's load and record it: shards in this process (<see cref="GeneratorCrew"/>), or a subject in a process of its own. Asked
/// from the lab's thread, in the order of the members.
/// </summary>
internal interface ICrew : IDisposable
{
    /// <summary>How many threads or processes generate: as many flips come at once.</summary>
    int Count { get; }

    /// <summary>Clients that have a connection now.</summary>
    int Connected { get; }

    /// <summary>Connections lost so far.</summary>
    int Disconnects { get; }

    /// <summary>What kept clients from connecting, and what they threw, bounded in number.</summary>
    IEnumerable<Exception> Exceptions { get; }

    /// <summary>
    /// Completes with the time, in ticks, at which every client had done its share, where the load is bounded by a count
    /// (<see cref="Scenario.Iterations"/>); never where only the duration bounds it.
    /// </summary>
    Task<long> Done { get; }

    /// <summary>What they found out about the target and what they drive it with, for the run's labels.</summary>
    IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>Makes the clients and shares the load among those that start.</summary>
    Task SeatAsync(Uri target, int faults);

    /// <summary>Connects every client; those that cannot are told by <see cref="Exceptions"/>.</summary>
    Task ConnectAsync(long start, CancellationToken cancellationToken);

    /// <summary>Starts the load at the timeline's times.</summary>
    Task BeginLoadAsync(PhaseTimeline timeline);

    /// <summary>A fault was injected: what waits longer than the threshold from here on has noticed it.</summary>
    Task FaultInjectedAsync(int fault, long at, long thresholdTicks);

    /// <summary>The fault was taken away.</summary>
    Task FaultEndedAsync(int fault, long at);

    /// <summary>What each client noticed of a fault.</summary>
    Task<FaultNote[]> FaultNotesAsync(int fault);

    /// <summary>Hands over what was recorded since the last flip, and the processor seconds used so far.</summary>
    Task<(Flip Flip, double? CpuSeconds, double? QueuedSeconds)[]> FlipAsync();

    /// <summary>Starts nothing new from <paramref name="end"/> on.</summary>
    Task StopLoadAsync(long end);

    /// <summary>Waits until nothing is in flight or the deadline passes; then names what never came.</summary>
    Task DrainAsync(long deadline);

    /// <summary>Closes the connections politely.</summary>
    Task CloseAsync(TimeSpan within);
}
