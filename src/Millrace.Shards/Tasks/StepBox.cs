using System.Runtime.CompilerServices;

namespace Millrace.Shards.Tasks;

/// <summary>A suspended async method of one kind, pooled per thread in an intrusive list.</summary>
internal sealed class StepBox<TStateMachine, TResult> : Step<TResult>
    where TStateMachine : IAsyncStateMachine
{
    [ThreadStatic]
    private static StepBox<TStateMachine, TResult>? _free;

    private readonly Action _moveNext;
    private TStateMachine? _stateMachine;
    private StepBox<TStateMachine, TResult>? _next;

    private StepBox() => _moveNext = MoveNext;

    /// <summary>What resumes the method; moves it into a box where it suspends for the first time.</summary>
    public static Action Suspend(ref Step<TResult>? step, ref TStateMachine stateMachine)
    {
        if (step is StepBox<TStateMachine, TResult> suspended)
        {
            return suspended._moveNext;
        }

        StepBox<TStateMachine, TResult> box = _free ?? new StepBox<TStateMachine, TResult>();
        _free = box._next;
        box._next = null;

        // The builder is a field of the state machine, so the reference to the box must be set before the copy is made.
        step = box;
        box._stateMachine = stateMachine;
        return box._moveNext;
    }

    protected override void Recycle()
    {
        _stateMachine = default;
        _next = _free;
        _free = this;
    }

    private void MoveNext() => _stateMachine!.MoveNext();
}
