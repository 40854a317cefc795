using Millrace.Results;

namespace Millrace.Faults;

/// <summary>
/// Ends the target's process by a signal (SIGKILL unless another is named) and, with <c>restart</c>, starts it again on the same addresses
/// after <c>down</c>: a crash, an out-of-memory kill, a deployment (<c>signal=TERM</c>).
/// </summary>
public sealed class KillFault : IFault
{
    /// <inheritdoc/>
    public FaultInfo Info { get; } = new()
    {
        Name = "kill",
        Summary = "ends the target's process by a signal and, with restart, starts it again on the same addresses",
        Parameters =
        [
            new("signal", FaultParameterKind.Choice, "KILL", "the signal to send") { Positional = true, Choices = ["KILL", "TERM", "INT", "ABRT"] },
            new("restart", FaultParameterKind.Flag, "false", "start the target again"),
            new("down", FaultParameterKind.Duration, "1s", "time from the signal to the restart"),
            ProcessFaults.Aim,
        ],
        End = FaultEnd.None,
        Scope = FaultScope.Process,
    };

    /// <inheritdoc/>
    public string? Check(FaultArguments arguments) => arguments.IsGiven("down") && !arguments.Flag("restart")
        ? $"down has no meaning without restart; write kill(restart,down={Durations.Format(arguments.Duration("down"))})"
        : null;

    /// <inheritdoc/>
    public string? Check(FaultArguments arguments, IFaultTarget target) =>
        ProcessFaults.Check("kill", arguments, target) ?? (arguments.Flag("restart") && ProcessFaults.Find(arguments, target) is { CanRestart: false }
            ? "kill(restart) needs a target that the lab started; leave restart out, and bring the target back yourself"
            : null);

    /// <inheritdoc/>
    public TimeSpan? HoldFor(FaultArguments arguments) => arguments.Flag("restart") ? arguments.Duration("down") : null;

    /// <inheritdoc/>
    public FaultInstance Create(FaultArguments arguments, FaultContext context) => new Instance(arguments, context.Target);

    private sealed class Instance(FaultArguments arguments, IFaultTarget target) : FaultInstance
    {
        private IFaultTarget? _killed;

        public override ValueTask InjectAsync(CancellationToken cancellationToken)
        {
            (IFaultTarget aimed, ProcessIdentity process) = ProcessFaults.Require("kill", arguments, target);
            aimed.ExpectExit($"kill{arguments}");
            _killed = process.Signal(Named(arguments.Text("signal"))) ? aimed : throw new FaultException($"kill: process {process.Id} had already ended");
            return ValueTask.CompletedTask;
        }

        public override async ValueTask<bool> LiftAsync(bool runEnded, CancellationToken cancellationToken)
        {
            if (_killed is not { } killed || runEnded || !arguments.Flag("restart")) { return false; }
            _killed = null;
            await killed.RestartAsync(cancellationToken);
            return true;
        }

        private static ProcessSignal Named(string signal) => signal switch
        {
            "TERM" => ProcessSignal.Term,
            "INT" => ProcessSignal.Interrupt,
            "ABRT" => ProcessSignal.Abort,
            _ => ProcessSignal.Kill,
        };
    }
}
