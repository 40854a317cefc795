using Millrace.Engine.Clients;

namespace Millrace.Engine;

/// <summary>
/// One operation on its way: begun by <see cref="StepContext.Begin"/>, ended once by exactly one of the methods below, by
/// whoever learns its end first (the step itself, or a reader loop of the same client). Times are in ticks.
/// </summary>
public readonly struct Operation
{
    private readonly StepContext _step;

    internal Operation(StepContext step, OperationId id, byte phase, long due, long sent)
    {
        _step = step;
        Id = id;
        Phase = phase;
        Due = due;
        Sent = sent;
    }

    /// <summary>Which operation of the system this is.</summary>
    public OperationId Id { get; }

    /// <summary>When it should have started.</summary>
    public long Due { get; }

    /// <summary>When the client handed it to the transport.</summary>
    public long Sent { get; }

    /// <summary>The phase of its due time; what it counts towards however late it ends.</summary>
    internal byte Phase { get; }

    /// <summary>Answered and right. Counts as late where the answer came after the operation timeout.</summary>
    public void Ok(int bytesIn) => _step.Resolve(in this, Outcome.Ok, bytesIn, null, overdue: false);

    /// <summary>Answered with an error; <paramref name="kind"/> is a short constant word (see <see cref="ErrorKinds"/>).</summary>
    public void Fail(string kind, int bytesIn = 0) => _step.Resolve(in this, Outcome.Failed, bytesIn, kind, overdue: false);

    /// <summary>Answered, but not with what was asked for.</summary>
    public void Corrupted(int bytesIn) => _step.Resolve(in this, Outcome.Corrupted, bytesIn, ErrorKinds.Corrupted, overdue: false);

    /// <summary>The connection died with this in flight: nobody knows whether the target did it.</summary>
    public void Indefinite(string kind) => _step.Resolve(in this, Outcome.Indefinite, 0, kind, overdue: false);

    /// <summary>Never answered although the connection lived on to the end of the drain.</summary>
    public void Lost() => _step.Resolve(in this, Outcome.Lost, 0, ErrorKinds.Lost, overdue: false);
}
