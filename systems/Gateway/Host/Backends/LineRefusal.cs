namespace Millrace.Gateway.Host.Backends;

/// <summary>Why a line of a backend was refused; the values index counters.</summary>
internal enum LineRefusal
{
    /// <summary>It is no JSON object of the right shape, or lacks something, or has it in the wrong type.</summary>
    Malformed,

    /// <summary>A hello that is not the first line.</summary>
    LateHello,

    /// <summary>It is longer than lines may be.</summary>
    TooLong,
}
