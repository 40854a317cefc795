using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Millrace.Speech.Host.Voice;

/// <summary>
/// Judges one frame after the other: speech or not. The statistical test of J. Sohn, N. S. Kim and W. Sung, "A statistical model-based voice activity detection", IEEE Signal Processing Letters 6 (1999): the
/// mean over the bands of the logarithm of the likelihood ratio "voice and noise" to "noise alone", with the decision-directed estimate of Y. Ephraim and D. Malah (IEEE Transactions on Acoustics, Speech and Signal
/// Processing 32, 1984) for the voice and <see cref="NoiseFloor"/> for the noise. Beside it the frame must stand out of the noise's own unrest (<see cref="LoudnessClasses"/>), or every word of a crowd were speech.
/// VOICE.md says more, with figures.
/// </summary>
/// <remarks>
/// What is learned does not depend on the aggressiveness, which sets only how much both tests ask for and how long the hangover is: so whatever is speech to a greater aggressiveness is speech to a smaller one.
/// </remarks>
internal sealed class VoiceDetector
{
    private const int MostBands = 32;

    /// <summary>Standard deviations of the noise's loudness that a frame must be above its mean, times the strictness.</summary>
    private const float LeastDeviations = 1;

    /// <summary>How strict the test is that a single frame must pass for speech to begin, at least.</summary>
    private const float OnsetStrictness = 1.3f;

    /// <summary>How long frames must pass a laxer test for speech to begin all the same.</summary>
    private const int OnsetMs = 80;

    /// <summary>How much the voice of the frame before counts in the estimate of this one's.</summary>
    private const float DecisionDirected = 0.9f;

    /// <summary>The least ratio of voice to noise that is reckoned with: -25 dB.</summary>
    private const float LeastPrior = 0.003f;

    private readonly BandPowers _bands;
    private readonly NoiseFloor _floor;
    private readonly float[] _voice;
    private readonly float _directed;
    private readonly float _strictness;
    private readonly float _leastRatio;
    private readonly float _onsetRatio;
    private readonly int _onset;
    private readonly int _hangover;
    private LoudnessClasses _loudness;
    private MinimumWindow _window;
    private bool _hasBegun;
    private int _hanging;
    private int _row;

    /// <summary>Begins a stream.</summary>
    public VoiceDetector(VoiceSettings settings)
    {
        _bands = BandPowers.For(settings.SampleRate, settings.FrameMs);
        _floor = new(_bands.Bands, settings.FrameMs);
        _voice = new float[_bands.Bands];
        _directed = VoicePace.Of(DecisionDirected, settings.FrameMs);
        _strictness = Strictness[settings.Aggressiveness];
        _leastRatio = _strictness * LeastRatio(_bands.Bands, settings.FrameMs);
        _onsetRatio = OnsetStrictness * LeastRatio(_bands.Bands, settings.FrameMs);
        _onset = VoicePace.Frames(OnsetMs, settings.FrameMs);
        _hangover = VoicePace.Frames(HangoverMs[settings.Aggressiveness], settings.FrameMs);
        _loudness = new(settings.FrameMs);
        _window = new(settings.FrameMs);
    }

    private static ReadOnlySpan<float> Strictness => [0.6f, 0.8f, 1.0f, 1.6f];

    /// <summary>How long after the last frame that passed the tests the frames still count as speech: the weak ends of words are in it.</summary>
    private static ReadOnlySpan<int> HangoverMs => [140, 120, 100, 80];

    /// <summary>
    /// What the mean of the log-likelihood ratios must reach, times the strictness: 1.4 times (at 10 ms, with its twice as many frames, 1.5 times) what it reaches in one frame of a hundred of noise alone,
    /// white or pink, as measured at each frame length. A mean over half as many bands strays further by the root of two.
    /// </summary>
    private static float LeastRatio(int bands, int frameMs) => MathF.Sqrt((float)MostBands / bands) * frameMs switch
    {
        10 => bands < MostBands ? 0.21f : 0.175f,
        20 => 0.1f,
        _ => 0.135f,
    };

    /// <summary>Judges the next frame: whole samples, signed 16 bits little-endian.</summary>
    [SkipLocalsInit]
    public bool IsSpeech(ReadOnlySpan<byte> frame)
    {
        Span<float> powers = stackalloc float[MostBands];
        powers = powers[.._bands.Bands];
        float power = _bands.Measure(frame, powers);
        if (power < NoiseFloor.Least)
        {
            // A microphone that is switched off, or a gap between files. It says nothing about the noise that will come back, and it ends a word at once.
            _hanging = 0;
            return false;
        }

        if (!_hasBegun)
        {
            _hasBegun = true;
            _floor.Begin(powers);
            _loudness.Begin(MathF.Min(power, NoiseFloor.LoudestStart));
        }

        bool turns = _window.Turns();
        float ratio = LikelihoodRatio(powers);
        float deviations = _loudness.Judge(power, turns);
        _floor.Learn(powers, turns);
        if (Passes(ratio, deviations))
        {
            _hanging = _hangover;
            return true;
        }

        if (_hanging == 0)
        {
            return false;
        }

        _hanging--;
        return true;
    }

    /// <summary>
    /// Whether a frame is speech by itself. A lax test is passed by steady noise now and then: it suffices where speech was heard just before, or where it is passed for a
    /// while. What passes here with a greater aggressiveness does so with a smaller one.
    /// </summary>
    private bool Passes(float ratio, float deviations)
    {
        if (ratio <= _leastRatio || deviations <= LeastDeviations * _strictness)
        {
            _row = 0;
            return false;
        }

        _row++;
        return _hanging > 0 || _row >= _onset || (ratio > _onsetRatio && deviations > LeastDeviations * OnsetStrictness);
    }

    /// <summary>The mean of the bands' log-likelihood ratios, and what of each band is voice, for the next frame.</summary>
    private float LikelihoodRatio(ReadOnlySpan<float> powers)
    {
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> sum = Vector256<float>.Zero;
        ReadOnlySpan<Vector256<float>> all = MemoryMarshal.Cast<float, Vector256<float>>(powers);
        ReadOnlySpan<Vector256<float>> noises = MemoryMarshal.Cast<float, Vector256<float>>(_floor.Level);
        Span<Vector256<float>> voices = MemoryMarshal.Cast<float, Vector256<float>>(_voice.AsSpan());
        for (int n = 0; n < all.Length; n++)
        {
            Vector256<float> scale = one / noises[n];
            Vector256<float> posterior = all[n] * scale;
            Vector256<float> prior = (voices[n] * scale * _directed) + (Vector256.Max(posterior - one, Vector256<float>.Zero) * (1 - _directed));
            prior = Vector256.Max(prior, Vector256.Create(LeastPrior));
            Vector256<float> gain = prior / (one + prior);
            sum += (posterior * gain) - Vector256.Log(one + prior);
            voices[n] = gain * gain * all[n];
        }

        return Vector256.Sum(sum) / powers.Length;
    }
}
