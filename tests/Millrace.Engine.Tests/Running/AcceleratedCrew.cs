using Millrace.Engine.Clients;
using Millrace.Engine.Metering;
using Millrace.Engine.Running;

namespace Millrace.Engine.Tests.Running;

/// <summary>A crew whose every flip is a second of the run's own time: some operations of each kind, a few of them failed, one answered after the second's end.</summary>
internal sealed class AcceleratedCrew : ICrew
{
    private const int EachSecond = 20;
    private readonly Random _random = new(17);
    private readonly Meter _meter;
    private readonly int _operations;
    private readonly List<(Operation Operation, long End)> _open = [];
    private long _at;

    public AcceleratedCrew(PhaseTimeline plan, int operations, Collector collector, long start)
    {
        Timeline = plan.StartingAt(start, start);
        _operations = operations;
        _at = start;
        _meter = new Meter(plan, operations + 1, collector.Free);
        _meter.Follow(Timeline);
    }

    public PhaseTimeline Timeline { get; }

    public int Count => 1;

    public int Connected => 50;

    public int Disconnects => 0;

    public IEnumerable<Exception> Exceptions => [];

    public Task<long> Done { get; } = new TaskCompletionSource<long>().Task;

    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>();

    public Task<(Flip Flip, double? CpuSeconds, double? QueuedSeconds)[]> FlipAsync()
    {
        foreach ((Operation operation, long end) in _open)
        {
            _meter.CountEnd(in operation, Outcome.Ok, end, 8, null);
        }

        _open.Clear();
        for (byte id = 0; id < _operations; id++)
        {
            for (int i = 0; i < EachSecond; i++)
            {
                long due = _at + (Ticks.PerSecond * i / EachSecond);
                _meter.CountDue(new OperationId(id), due);
                var operation = new Operation(null!, new OperationId(id), _meter.CountSent(new OperationId(id), due, due + 10, 8), due, due + 10);
                long end = due + Ticks.FromSeconds(0.0001 + (_random.NextDouble() * 0.02));
                if (i == EachSecond - 1)
                {
                    _open.Add((operation, end + Ticks.PerSecond));
                }
                else
                {
                    _meter.CountEnd(in operation, i == 7 ? Outcome.Failed : Outcome.Ok, end, 8, i == 7 ? "refused" : null);
                }
            }
        }

        _at += Ticks.PerSecond;
        return Task.FromResult<(Flip, double?, double?)[]>([(_meter.Flip(_at), null, null)]);
    }

    public Task SeatAsync(Uri target, int faults) => Task.CompletedTask;

    public Task ConnectAsync(long start, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task BeginLoadAsync(PhaseTimeline timeline) => Task.CompletedTask;

    public Task FaultInjectedAsync(int fault, long at, long thresholdTicks) => Task.CompletedTask;

    public Task FaultEndedAsync(int fault, long at) => Task.CompletedTask;

    public Task<FaultNote[]> FaultNotesAsync(int fault) => Task.FromResult<FaultNote[]>([]);

    public Task StopLoadAsync(long end) => Task.CompletedTask;

    public Task DrainAsync(long deadline) => Task.CompletedTask;

    public Task CloseAsync(TimeSpan within) => Task.CompletedTask;

    public void Dispose()
    {
        // Nothing is held.
    }
}
