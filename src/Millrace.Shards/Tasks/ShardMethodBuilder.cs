using System.Runtime.CompilerServices;
using Millrace.Shards.Tasks;

namespace Millrace.Shards;

/// <summary>
/// Builds async methods that run on a shard: <c>[AsyncMethodBuilder(typeof(ShardMethodBuilder))]</c> on a method that returns
/// <see cref="ValueTask"/>. See <see cref="ShardMethodBuilder{TResult}"/>.
/// </summary>
public struct ShardMethodBuilder
{
    private Step<ValueTuple>? _step;

    /// <summary>What the caller of the method receives.</summary>
    public readonly ValueTask Task => _step is null ? default : new ValueTask(_step, _step.Version);

    /// <summary>Called by the compiler.</summary>
    public static ShardMethodBuilder Create() => default;

    /// <summary>Called by the compiler.</summary>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>Called by the compiler.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => _ = stateMachine;

    /// <summary>Called by the compiler.</summary>
    public readonly void SetResult() => _step?.Succeed(default);

    /// <summary>Called by the compiler.</summary>
    public void SetException(Exception exception) => (_step ??= new FailedStep<ValueTuple>()).Fail(exception);

    /// <summary>Called by the compiler.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(StepBox<TStateMachine, ValueTuple>.Suspend(ref _step, ref stateMachine));

    /// <summary>Called by the compiler.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(StepBox<TStateMachine, ValueTuple>.Suspend(ref _step, ref stateMachine));
}
