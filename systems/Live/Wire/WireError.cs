namespace Millrace.Live.Wire;

/// <summary>What is wrong with a frame, and where.</summary>
/// <param name="Offset">The byte of the frame at which it went wrong, counted from 0.</param>
/// <param name="Reason">Why, in words; null where nothing is wrong.</param>
public readonly record struct WireError(int Offset, string? Reason)
{
    /// <summary>Whether something is wrong.</summary>
    public bool IsError => Reason is not null;

    public override string ToString() => Reason is null ? "no error" : $"byte {Offset}: {Reason}";
}
