namespace Millrace.Speech.Wire;

/// <summary>What a WAV file says of its samples.</summary>
/// <param name="Encoding">How a sample is held.</param>
/// <param name="Channels">1 to <see cref="WavReader.MostChannels"/>.</param>
/// <param name="SampleRate">Samples a second of each channel.</param>
public readonly record struct WavFormat(WavEncoding Encoding, int Channels, int SampleRate)
{
    /// <summary>What the server works with: 16 bits, one channel.</summary>
    public static WavFormat Mono16(int sampleRate) => new(WavEncoding.Signed16, 1, sampleRate);

    /// <summary>Bytes of one sample of one channel.</summary>
    public int SampleBytes => Encoding switch
    {
        WavEncoding.Unsigned8 => 1,
        WavEncoding.Signed16 => 2,
        WavEncoding.Signed24 => 3,
        _ => 4,
    };

    /// <summary>Bytes of one sample of all channels.</summary>
    public int FrameBytes => SampleBytes * Channels;
}
