namespace Millrace.Faults.Tests;

/// <summary>A network-like fault for tests: positional and named parameters, an optional end, and a diary of what was done.</summary>
internal sealed class SlowFault(List<string>? diary = null, Exception? onInject = null) : IFault
{
    public FaultInfo Info { get; } = new()
    {
        Name = "latency",
        Summary = "delays each chunk",
        Parameters =
        [
            new("delay", FaultParameterKind.Duration, null, "by how much") { Positional = true },
            new("jitter", FaultParameterKind.Duration, "0s", "more or less"),
            new("share", FaultParameterKind.Share, "100%", "of connections"),
        ],
        End = FaultEnd.Optional,
        Scope = FaultScope.Tcp,
    };

    public string? Check(FaultArguments arguments) => arguments.IsGiven("delay") ? null : "latency needs a delay, as in latency(200ms)";

    public string? Check(FaultArguments arguments, IFaultTarget target) => null;

    public TimeSpan? HoldFor(FaultArguments arguments) => null;

    public FaultInstance Create(FaultArguments arguments, FaultContext context) => new Instance(context, diary ?? [], onInject);

    private sealed class Instance(FaultContext context, List<string> diary, Exception? onInject) : FaultInstance
    {
        public override ValueTask InjectAsync(CancellationToken cancellationToken)
        {
            diary.Add($"inject {context.Random.Next()}");
            return onInject is null ? ValueTask.CompletedTask : throw onInject;
        }

        public override ValueTask<bool> LiftAsync(bool runEnded, CancellationToken cancellationToken)
        {
            diary.Add(runEnded ? "lift at the end" : "lift");
            return new(onInject is null);
        }
    }
}
