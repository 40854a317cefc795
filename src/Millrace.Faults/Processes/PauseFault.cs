namespace Millrace.Faults;

/// <summary>
/// Stops the target's process where it stands (SIGSTOP) and lets it go on (SIGCONT): a long collection, a frozen virtual machine, a
/// debugger. Connections stay open and the kernel goes on accepting into the backlog.
/// </summary>
public sealed class PauseFault : IFault
{
    /// <inheritdoc/>
    public FaultInfo Info { get; } = new()
    {
        Name = "pause",
        Summary = "stops the target's process where it stands, then lets it go on",
        Parameters = [ProcessFaults.Aim],
        End = FaultEnd.Required,
        Scope = FaultScope.Process,
    };

    /// <inheritdoc/>
    public string? Check(FaultArguments arguments) => null;

    /// <inheritdoc/>
    public string? Check(FaultArguments arguments, IFaultTarget target) => ProcessFaults.Check("pause", arguments, target);

    /// <inheritdoc/>
    public TimeSpan? HoldFor(FaultArguments arguments) => null;

    /// <inheritdoc/>
    public FaultInstance Create(FaultArguments arguments, FaultContext context) => new Instance(arguments, context.Target);

    private sealed class Instance(FaultArguments arguments, IFaultTarget target) : FaultInstance
    {
        private readonly Lock _gate = new();
        private ProcessIdentity? _paused;
        private PauseLeash? _leash;

        public override ValueTask InjectAsync(CancellationToken cancellationToken)
        {
            ProcessIdentity process = ProcessFaults.Require("pause", arguments, target).Process;
            lock (_gate)
            {
                // The leash is on before the process stops: whatever becomes of the lab from here on, the process goes on again.
                _leash = PauseLeash.Attach(process);
                _paused = process;
                AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
            }
            if (!process.Signal(ProcessSignal.Stop))
            {
                _ = Resume();
                throw new FaultException($"pause: process {process.Id} ended before it could be stopped");
            }
            return ValueTask.CompletedTask;
        }

        public override ValueTask<bool> LiftAsync(bool runEnded, CancellationToken cancellationToken) => new(Resume());

        private void OnProcessExit(object? sender, EventArgs e) => _ = Resume();

        // Under the gate as a whole: a ProcessExit on another thread must not return before the process goes on.
        private bool Resume()
        {
            lock (_gate)
            {
                if (_paused is not { } process) { return false; }
                _paused = null;
                AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
                try
                {
                    return process.Signal(ProcessSignal.Continue); // false: it was killed meanwhile, which is no error of this fault
                }
                finally
                {
                    _leash?.Dispose();
                    _leash = null;
                }
            }
        }
    }
}
