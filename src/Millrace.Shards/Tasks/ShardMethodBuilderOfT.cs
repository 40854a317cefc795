using System.Runtime.CompilerServices;
using Millrace.Shards.Tasks;

namespace Millrace.Shards;

/// <summary>
/// Builds async methods that run on a shard: <c>[AsyncMethodBuilder(typeof(ShardMethodBuilder&lt;&gt;))]</c> on a method that
/// returns <see cref="ValueTask{TResult}"/>.
/// </summary>
/// <remarks>
/// The runtime's pooling builder keeps one state machine per thread, and it returns to a SynchronizationContext by posting.
/// A shard has thousands of methods suspended at once and is already on the right thread, so this one pools as many as were
/// ever suspended together and runs the continuation inline: no allocation and no queue. Two rules follow. The result is
/// awaited once; and AsyncLocal values do not flow through.
/// </remarks>
public struct ShardMethodBuilder<TResult>
{
    private Step<TResult>? _step;
    private TResult? _result;

    /// <summary>What the caller of the method receives.</summary>
    public readonly ValueTask<TResult> Task => _step is null ? new ValueTask<TResult>(_result!) : new ValueTask<TResult>(_step, _step.Version);

    /// <summary>Called by the compiler.</summary>
    public static ShardMethodBuilder<TResult> Create() => default;

    /// <summary>Called by the compiler.</summary>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>Called by the compiler.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => _ = stateMachine;

    /// <summary>Called by the compiler.</summary>
    public void SetResult(TResult result)
    {
        if (_step is null)
        {
            _result = result;
        }
        else
        {
            _step.Succeed(result);
        }
    }

    /// <summary>Called by the compiler.</summary>
    public void SetException(Exception exception) => (_step ??= new FailedStep<TResult>()).Fail(exception);

    /// <summary>Called by the compiler.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(StepBox<TStateMachine, TResult>.Suspend(ref _step, ref stateMachine));

    /// <summary>Called by the compiler.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(StepBox<TStateMachine, TResult>.Suspend(ref _step, ref stateMachine));
}
