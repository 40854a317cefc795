namespace Millrace.Faults;

/// <summary>A kind of fault: what it is called, what it takes, what it needs, and how one is made ready for a target.</summary>
public interface IFault
{
    /// <summary>Name, parameters and needs: what the timeline's text is checked against.</summary>
    FaultInfo Info { get; }

    /// <summary>What is wrong with these arguments taken together, or null. Each argument alone was checked against its parameter.</summary>
    string? Check(FaultArguments arguments);

    /// <summary>What keeps these arguments from working on this target, or null.</summary>
    string? Check(FaultArguments arguments, IFaultTarget target);

    /// <summary>How long the fault holds where the timeline names no end; null: it is never lifted before the run ends.</summary>
    TimeSpan? HoldFor(FaultArguments arguments);

    /// <summary>Makes one fault ready; nothing happens to the target before <see cref="FaultInstance.InjectAsync"/>.</summary>
    FaultInstance Create(FaultArguments arguments, FaultContext context);
}
