namespace Millrace.Amqp.Host.Faults;

/// <summary>What happens to confirms of published messages.</summary>
public sealed record ConfirmFaults
{
    /// <summary>How much later than due they are sent; zero for at once.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Every how manyth publish of a channel is refused with basic.nack although its queues have it; 0 for none.</summary>
    public int NackEvery { get; init; }

    /// <summary>Every how manyth publish of a channel is never confirmed; 1 drops all, 0 none.</summary>
    public int DropEvery { get; init; }

    /// <summary>True where there is anything to do.</summary>
    public bool IsAny => Delay > TimeSpan.Zero || NackEvery > 0 || DropEvery > 0;
}
