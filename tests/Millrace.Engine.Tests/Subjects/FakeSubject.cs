using Millrace.Engine.Subjects;

namespace Millrace.Engine.Tests.Subjects;

/// <summary>A subject without a network: what its tasks do is what the test says.</summary>
internal sealed class FakeSubject : ISubject
{
    public static readonly OperationId Work = new(0);
    public static readonly OperationId Delivery = new(1);

    /// <summary>One iteration; by default a single operation that ends well.</summary>
    public Func<SubjectTask, SubjectMeter, CancellationToken, ValueTask> Step { get; init; } = static (task, _, _) =>
    {
        SubjectOperation work = task.Begin(Work, 10);
        task.Ok(in work, 5);
        return default;
    };

    public Func<CancellationToken, Task> Connecting { get; init; } = static _ => Task.CompletedTask;

    public Func<CancellationToken, Task> Reckoning { get; init; } = static _ => Task.CompletedTask;

    public bool IsHeldBack { get; set; }

    public bool IsClosed { get; private set; }

    public bool IsDisposed { get; private set; }

    public SubjectSeat? Seat { get; private set; }

    public SubjectMeter? Meter { get; private set; }

    public bool IsConnected { get; set; }

    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string> { ["broker"] = "fake 1.0" };

    public async Task ConnectAsync(SubjectSeat seat, SubjectMeter meter, CancellationToken cancellationToken)
    {
        (Seat, Meter) = (seat, meter);
        await Connecting(cancellationToken);
        IsConnected = true;
    }

    public ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken) => Step(task, Meter!, cancellationToken);

    public Task ReckonAsync(CancellationToken cancellationToken) => Reckoning(cancellationToken);

    public Task CloseAsync(CancellationToken cancellationToken)
    {
        (IsClosed, IsConnected) = (true, false);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }
}
