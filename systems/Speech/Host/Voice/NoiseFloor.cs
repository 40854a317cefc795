using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Millrace.Speech.Host.Voice;

/// <summary>
/// What of each band is noise, by minima controlled recursive averaging: I. Cohen and B. Berdugo, "Noise estimation by minima controlled recursive averaging for robust speech enhancement", IEEE Signal
/// Processing Letters 9 (2002). A band whose smoothed power stays near the least of the last seconds holds noise and is averaged; one that stands far above it holds a voice and is left out.
/// </summary>
/// <remarks>
/// Two things are different from the paper: the minimum is taken over a window that is short at the beginning, so that the floor is there within the first half second; and a power below the floor pulls
/// it down quickly, so that a stream that begins in the middle of a word is not deaf until the word is forgotten. Constants are for frames of 20 ms and are brought to other lengths.
/// </remarks>
internal sealed class NoiseFloor
{
    /// <summary>Powers below it are nobody's voice: 80 dB below full scale.</summary>
    public const float Least = 1e-8f;

    /// <summary>
    /// What a stream begins with counts as noise up to here, 40 dB below full scale after the pre-emphasis, where the loud part of a voice is above and the noise of a room below.
    /// </summary>
    public const float LoudestStart = 1e-4f;

    private const float Smoothing = 0.8f;
    private const float PresenceSmoothing = 0.3f;
    private const float PresenceRatio = 4;
    private const float Averaging = 0.95f;
    private const float Falling = 0.7f;
    private readonly float _smoothing;
    private readonly float _presenceSmoothing;
    private readonly float _averaging;
    private readonly float _falling;
    private readonly float[] _level;
    private readonly float[] _smooth;
    private readonly float[] _presence;
    private readonly float[] _least;
    private readonly float[] _next;
    private int _frames;

    /// <summary>Begins a stream whose frames have so many bands, a multiple of eight, and are so long.</summary>
    public NoiseFloor(int bands, int frameMs)
    {
        _smoothing = VoicePace.Of(Smoothing, frameMs);
        _presenceSmoothing = VoicePace.Of(PresenceSmoothing, frameMs);
        _averaging = VoicePace.Of(Averaging, frameMs);
        _falling = VoicePace.Of(Falling, frameMs);
        _level = new float[bands];
        _smooth = new float[bands];
        _presence = new float[bands];
        _least = new float[bands];
        _next = new float[bands];
    }

    /// <summary>The noise in each band.</summary>
    public ReadOnlySpan<float> Level => _level;

    /// <summary>Begins with the first frame.</summary>
    public void Begin(ReadOnlySpan<float> powers)
    {
        for (int k = 0; k < powers.Length; k++)
        {
            _level[k] = _smooth[k] = _least[k] = _next[k] = Math.Clamp(powers[k], Least, LoudestStart);
        }
    }

    /// <summary>Learns from a frame.</summary>
    /// <param name="powers">Its bands.</param>
    /// <param name="turns">Whether a window for the minimum ends with it.</param>
    public void Learn(ReadOnlySpan<float> powers, bool turns)
    {
        _frames++;
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> floor = Vector256.Create(Least);
        Vector256<float> averaging = Vector256.Create(MathF.Min(_averaging, (float)_frames / (_frames + 1)));
        Vector256<float> falling = Vector256.Create(_falling);
        ReadOnlySpan<Vector256<float>> all = MemoryMarshal.Cast<float, Vector256<float>>(powers);
        Span<Vector256<float>> levels = MemoryMarshal.Cast<float, Vector256<float>>(_level.AsSpan());
        Span<Vector256<float>> smooths = MemoryMarshal.Cast<float, Vector256<float>>(_smooth.AsSpan());
        Span<Vector256<float>> presences = MemoryMarshal.Cast<float, Vector256<float>>(_presence.AsSpan());
        Span<Vector256<float>> leasts = MemoryMarshal.Cast<float, Vector256<float>>(_least.AsSpan());
        Span<Vector256<float>> nexts = MemoryMarshal.Cast<float, Vector256<float>>(_next.AsSpan());
        for (int n = 0; n < all.Length; n++)
        {
            Vector256<float> power = Vector256.Max(all[n], floor);
            Vector256<float> smooth = (smooths[n] * _smoothing) + (power * (1 - _smoothing));
            Vector256<float> least = Vector256.Min(turns ? nexts[n] : leasts[n], smooth);
            Vector256<float> present = Vector256.ConditionalSelect(Vector256.GreaterThan(smooth, least * PresenceRatio), one, Vector256<float>.Zero);
            Vector256<float> presence = (presences[n] * _presenceSmoothing) + (present * (1 - _presenceSmoothing));
            Vector256<float> keep = averaging + ((one - averaging) * presence);
            keep = Vector256.ConditionalSelect(Vector256.LessThan(power, levels[n]), Vector256.Min(keep, falling), keep);
            smooths[n] = smooth;
            leasts[n] = least;
            nexts[n] = turns ? smooth : Vector256.Min(nexts[n], smooth);
            presences[n] = presence;
            levels[n] = Vector256.Max(floor, (levels[n] * keep) + (power * (one - keep)));
        }
    }
}
