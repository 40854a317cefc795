using System.Runtime.InteropServices;

namespace Millrace.Speech.Host.Voice;

/// <summary>Judges one frame after the other: speech or not.</summary>
internal sealed class VoiceDetector
{
    private const float Floor = 1e-3f;
    private float _noise = float.MaxValue;

    /// <summary>Begins a stream.</summary>
    public VoiceDetector(VoiceSettings settings) => Settings = settings;

    /// <summary>How it judges.</summary>
    public VoiceSettings Settings { get; }

    /// <summary>Judges the next frame: whole samples, signed 16 bits little-endian.</summary>
    public bool IsSpeech(ReadOnlySpan<byte> frame)
    {
        float energy = 0;
        foreach (short sample in MemoryMarshal.Cast<byte, short>(frame))
        {
            float value = sample / 32768f;
            energy += value * value;
        }

        energy /= Settings.FrameSamples;
        _noise = Math.Min(_noise * 1.01f, energy);
        return energy > Math.Max(_noise * (4 << Settings.Aggressiveness), Floor * Floor);
    }
}
