namespace Millrace.Faults;

/// <summary>What all process faults ask of a target.</summary>
internal static class ProcessFaults
{
    public static string? Check(string fault, IFaultTarget target) => target switch
    {
        _ when !Signals.IsSupported => $"{fault} works by signals, which this system does not have",
        { Process: null } => $"{fault} needs the target's process: let the lab start the target, or name it with --target-pid",
        _ => null,
    };

    public static ProcessIdentity Require(string fault, IFaultTarget target) => target.Process is { } process
        ? process
        : throw new FaultException($"{fault}: the target's process has ended");
}
