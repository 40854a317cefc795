namespace Millrace.Results;

/// <summary>
/// How the clients that a fault had disconnected came back. Times count from the fault's end (for a restart, from the target's new ready line), or from its beginning
/// where it has no end; what did not happen is absent.
/// </summary>
public sealed record StormResult
{
    /// <summary>Clients that lost their connection.</summary>
    public required long Disconnected { get; init; }

    /// <summary>Until the first of them was connected again.</summary>
    public double? BackFirstMs { get; init; }

    /// <summary>Until half of them were connected again.</summary>
    public double? BackHalfMs { get; init; }

    /// <summary>Until 99 % of them were connected again.</summary>
    public double? Back99Ms { get; init; }

    /// <summary>Until all of them were connected again; absent where one never was.</summary>
    public double? BackLastMs { get; init; }

    /// <summary>Clients that were not connected again before the run ended.</summary>
    public required long NeverBack { get; init; }

    /// <summary>Attempts to connect that no server answered: refused by the system while the process was down, reset, timed out. After the fault's end there are none: a server is there.</summary>
    public required long AttemptsUnanswered { get; init; }

    /// <summary>Attempts to connect that the server refused, such as with status 503, or failed in any other way after the fault's end.</summary>
    public required long AttemptsRefused { get; init; }

    /// <summary>Clients that the server refused twice or more.</summary>
    public required long RefusedTwice { get; init; }

    /// <summary>Attempts that failed, by kind of error.</summary>
    public IReadOnlyDictionary<string, long> Failures { get; init => field = ByName.Sorted(value); } = ByName.None<long>();
}
