using System.IO.Pipelines;
using Millrace.Engine.Metering;
using Millrace.Engine.Subjects;
using Millrace.Engine.Targets;
using Millrace.Results;
using Millrace.Shards;

namespace Millrace.Engine.Tests.Subjects;

/// <summary>A crew and its subject at both ends of the real protocol, in one process.</summary>
internal sealed class SubjectPair : IAsyncDisposable
{
    private readonly Pipe _orders = new();
    private readonly Pipe _replies = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _program;
    private readonly Task _reading;
    private readonly Stream _toSubject;

    public SubjectPair(FakeSubject subject, int clients = 4, int? iterations = null, double seconds = 30, double warmUp = 0, int faults = 0)
    {
        Subject = subject;
        Scenario = Engine.Scenario.Of(new SubjectSystem(), SubjectSystem.Only) with
        {
            Clients = clients,
            Iterations = iterations,
            Duration = TimeSpan.FromSeconds(seconds),
            WarmUp = TimeSpan.FromSeconds(warmUp),
        };
        Faults = faults;
        _toSubject = _orders.Writer.AsStream();
        Pipe = new SubjectPipe(Send, TimeProvider.System);
        Plan = PhaseTimeline.Plan(Scenario.WarmUp, Scenario.Duration, []);
        Collector = new Collector(Plan.Phases.Count, SubjectSystem.Operations + 1);
        Crew = new SubjectCrew(Scenario, Pipe, [], Plan.Phases.Count, Collector);
        _program = SubjectProgram.RunAsync(subject, _orders.Reader.AsStream(), _replies.Writer.AsStream(), _end.Token);
        _reading = new LineTail(0, 1 << 24).ReadAsync(new StreamReader(_replies.Reader.AsStream(), bufferSize: LineTail.ChunkChars), Pipe.Receive);
    }

    public FakeSubject Subject { get; }

    public Scenario Scenario { get; }

    public SubjectPipe Pipe { get; }

    public SubjectCrew Crew { get; }

    public Collector Collector { get; }

    public PhaseTimeline Plan { get; }

    public PhaseTimeline Timeline { get; private set; } = null!;

    private int Faults { get; }

    /// <summary>Seats, connects and begins.</summary>
    public async Task BeginAsync()
    {
        await Crew.SeatAsync(new Uri("amqp://guest:secret@127.0.0.1:5672/"), Faults);
        await Crew.ConnectAsync(Shard.Now, CancellationToken.None);
        Timeline = Plan.StartingAt(Shard.Now, Shard.Now);
        await Crew.BeginLoadAsync(Timeline);
    }

    /// <summary>Stops, drains and takes everything that was recorded.</summary>
    public async Task<Accounting> EndAsync(TimeSpan? drain = null)
    {
        await Crew.StopLoadAsync(Shard.Now);
        await Crew.DrainAsync(Shard.Now + Ticks.From(drain ?? TimeSpan.FromSeconds(30)));
        return await TakeAsync();
    }

    public async Task<Accounting> TakeAsync()
    {
        Collector.Add([.. (await Crew.FlipAsync()).Select(flip => flip.Flip)]);
        return Collector.Total(_ => true, _ => true).ToAccounting() with { Received = Collector.ReceivedMessages };
    }

    /// <summary>What a process's end does.</summary>
    public void Kill() => Pipe.End("the subject was killed by a test");

    public async ValueTask DisposeAsync()
    {
        await _toSubject.DisposeAsync();
        await _program;
        await _replies.Writer.CompleteAsync();
        await _reading;
        Crew.Dispose();
        _end.Dispose();
    }

    private void Send(string line)
    {
        lock (_toSubject)
        {
            _toSubject.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
            _toSubject.Flush();
        }
    }
}
