namespace Millrace.Speech.Wire;

/// <summary>How a WAV file holds its samples.</summary>
public enum WavEncoding
{
    /// <summary>Unsigned, 8 bits.</summary>
    Unsigned8,

    /// <summary>Signed, 16 bits, little-endian.</summary>
    Signed16,

    /// <summary>Signed, 24 bits, little-endian.</summary>
    Signed24,

    /// <summary>Signed, 32 bits, little-endian.</summary>
    Signed32,

    /// <summary>IEEE 754, 32 bits, little-endian; full scale is 1.</summary>
    Floating,
}
