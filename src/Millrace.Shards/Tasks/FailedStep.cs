namespace Millrace.Shards.Tasks;

/// <summary>The outcome of a method that failed before it first suspended.</summary>
internal sealed class FailedStep<TResult> : Step<TResult>
{
    protected override void Recycle()
    {
        // Failures are rare enough not to be pooled.
    }
}
