using Millrace.Results;

namespace Millrace.Faults;

/// <summary>What all process faults ask of a target, and which of its processes they are aimed at.</summary>
internal static class ProcessFaults
{
    public const string Parameter = "process";

    /// <summary>The name of the target's own process.</summary>
    public const string Target = "target";

    /// <summary>The parameter by which a fault is aimed at one of a target's further processes.</summary>
    public static FaultParameter Aim { get; } = new(Parameter, FaultParameterKind.Name, Target, "which process: the target's own, or one that belongs to it, such as backend");

    /// <summary>The process that the arguments name, or null where the target has none of that name.</summary>
    public static IFaultTarget? Find(FaultArguments arguments, IFaultTarget target) =>
        arguments.Text(Parameter) is var name && name == Target ? target : target.Companions.GetValueOrDefault(name);

    public static string? Check(string fault, FaultArguments arguments, IFaultTarget target) => Find(arguments, target) switch
    {
        _ when !Signals.IsSupported => $"{fault} works by signals, which this system does not have",
        null => Unknown(arguments.Text(Parameter), target.Companions.Keys),
        { Process: null } aimed => aimed == target
            ? $"{fault} needs the target's process: let the lab start the target, or name it with --target-pid"
            : $"{fault}: the {arguments.Text(Parameter)} has ended",
        _ => null,
    };

    /// <summary>What to say of a name that no process has.</summary>
    public static string Unknown(string name, IEnumerable<string> companions)
    {
        string[] known = [Target, .. companions];
        string meant = Nearest.Find(name, known) is { } near ? $", did you mean '{near}'?" : "";
        return $"there is no process '{name}'{meant}; {(known.Length == 1 ? "there is only" : "there are")} {string.Join(", ", known)}";
    }

    /// <summary>The process that the arguments name, alive. Throws <see cref="FaultException"/>.</summary>
    public static (IFaultTarget Target, ProcessIdentity Process) Require(string fault, FaultArguments arguments, IFaultTarget target)
    {
        string name = arguments.Text(Parameter);
        IFaultTarget aimed = Find(arguments, target) ?? throw new FaultException($"{fault}: {Unknown(name, target.Companions.Keys)}");
        return (aimed, aimed.Process ?? throw new FaultException($"{fault}: {(name == Target ? "the target's process" : $"the {name}")} has ended"));
    }
}
