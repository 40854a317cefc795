using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Millrace.Speech.Host.Voice;

/// <summary>
/// The short-time spectrum of a frame, averaged over eight overlapping windows of 4 ms within it (Welch, 1967), in bands of 250 Hz. The eight windows are the eight lanes of a vector, so one pass of a
/// plain radix-2 transform does all of them without a shuffle, and the average over them is much steadier than one long window's: what a frame needs to be compared with a noise that is only known on average.
/// </summary>
internal sealed class BandPowers
{
    /// <summary>Windows of a frame: one in each lane.</summary>
    private const int Windows = 8;

    /// <summary>Rates above it are brought down to it: there is next to nothing of a voice above 8 kHz.</summary>
    private const int HighestRate = 16_000;

    private const int MostBands = HighestRate / 500;
    private const int MostSamples = HighestRate / 1000 * 30;

    /// <summary>First difference with this factor: takes out what is constant, and gives the weak high bands of a voice as much say as the low ones.</summary>
    private const float PreEmphasis = 0.97f;

    private readonly int _decimation;
    private readonly int _samples;
    private readonly int _hop;
    private readonly float[] _window;
    private readonly float[] _cosines;
    private readonly float[] _sines;
    private readonly int[] _reversed;

    private BandPowers(int sampleRate, int frameMs)
    {
        _decimation = Math.Max(1, sampleRate / HighestRate);
        int rate = sampleRate / _decimation;
        // One less than the frame has: differences are what is looked at.
        _samples = (rate / 1000 * frameMs) - 1;
        Bands = rate / 500;
        int length = 2 * Bands;
        _hop = (_samples - length) / (Windows - 1);
        _window = new float[length];
        double power = 0;
        for (int n = 0; n < length; n++)
        {
            // Hann, whose side lobes fall quickest among the common ones: a loud low voice does not fill the high bands.
            _window[n] = (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * (n + 0.5) / length)));
            power += _window[n] * _window[n];
        }

        // A full-scale white signal has a power of 1 in every band.
        float scale = (float)(1 / Math.Sqrt(power * Windows) / (32768.0 * _decimation));
        for (int n = 0; n < length; n++)
        {
            _window[n] *= scale;
        }

        _cosines = new float[Bands];
        _sines = new float[Bands];
        _reversed = new int[Bands];
        int bits = int.Log2(Bands);
        for (int n = 0; n < Bands; n++)
        {
            _cosines[n] = (float)Math.Cos(Math.PI * n / Bands);
            _sines[n] = (float)-Math.Sin(Math.PI * n / Bands);
            for (int bit = 0; bit < bits; bit++)
            {
                _reversed[n] |= (n >> bit & 1) << (bits - 1 - bit);
            }
        }
    }

    /// <summary>How many bands there are: 32 up to 8 kHz, 16 up to 4 kHz.</summary>
    public int Bands { get; }

    /// <summary>The tables for a rate and a frame length that <see cref="VoiceSettings"/> allows; they are made once and shared.</summary>
    public static BandPowers For(int sampleRate, int frameMs) => Shared[(sampleRate, frameMs)].Value;

    private static Dictionary<(int Rate, int FrameMs), Lazy<BandPowers>> Shared { get; } = VoiceSettings.SampleRates
        .SelectMany(rate => VoiceSettings.FrameLengths.Select(frameMs => (rate, frameMs)))
        .ToDictionary(key => key, key => new Lazy<BandPowers>(() => new(key.rate, key.frameMs)));

    /// <summary>Gives the power of each band, and their mean: about 1 where the samples are white and of full scale.</summary>
    [SkipLocalsInit]
    public float Measure(ReadOnlySpan<byte> frame, Span<float> powers)
    {
        Span<float> samples = stackalloc float[MostSamples];
        samples = samples[.._samples];
        Read(MemoryMarshal.Cast<byte, short>(frame), samples);

        // What is even goes into the real part and what is odd into the imaginary one: half a transform's work for a real signal.
        Span<Vector256<float>> real = stackalloc Vector256<float>[MostBands];
        Span<Vector256<float>> imaginary = stackalloc Vector256<float>[MostBands];
        real = real[..Bands];
        imaginary = imaginary[..Bands];
        for (int n = 0; n < _reversed.Length; n++)
        {
            int to = _reversed[n];
            real[to] = Lanes(samples, 2 * n) * _window[2 * n];
            imaginary[to] = Lanes(samples, (2 * n) + 1) * _window[(2 * n) + 1];
        }

        Transform(real, imaginary);
        return Split(real, imaginary, powers) / Bands;
    }

    /// <summary>Brings the samples down to the rate that is looked at, and takes their differences.</summary>
    private void Read(ReadOnlySpan<short> frame, Span<float> samples)
    {
        switch (_decimation)
        {
            case 1:
                for (int n = 0; n < samples.Length; n++)
                {
                    samples[n] = frame[n + 1] - (PreEmphasis * frame[n]);
                }

                break;
            case 2:
                for (int n = 0; n < samples.Length; n++)
                {
                    samples[n] = frame[(2 * n) + 2] + frame[(2 * n) + 3] - (PreEmphasis * (frame[2 * n] + frame[(2 * n) + 1]));
                }

                break;
            default:
                for (int n = 0; n < samples.Length; n++)
                {
                    int at = 3 * n;
                    samples[n] = frame[at + 3] + frame[at + 4] + frame[at + 5] - (PreEmphasis * (frame[at] + frame[at + 1] + frame[at + 2]));
                }

                break;
        }
    }

    /// <summary>The same sample of all eight windows.</summary>
    private Vector256<float> Lanes(ReadOnlySpan<float> samples, int at)
    {
        ReadOnlySpan<float> from = samples.Slice(at, (7 * _hop) + 1);
        return Vector256.Create(
            from[0], from[_hop], from[2 * _hop], from[3 * _hop], from[4 * _hop], from[5 * _hop], from[6 * _hop], from[7 * _hop]);
    }

    /// <summary>The complex transform, in place, of values that stand in bit-reversed order (Cooley and Tukey, 1965).</summary>
    private void Transform(Span<Vector256<float>> real, Span<Vector256<float>> imaginary)
    {
        for (int half = 1; half < Bands; half *= 2)
        {
            int turn = Bands / half;
            for (int k = 0; k < half; k++)
            {
                float cosine = _cosines[k * turn];
                float sine = _sines[k * turn];
                for (int even = k; even < Bands; even += 2 * half)
                {
                    int odd = even + half;
                    Vector256<float> r = (real[odd] * cosine) - (imaginary[odd] * sine);
                    Vector256<float> i = (real[odd] * sine) + (imaginary[odd] * cosine);
                    real[odd] = real[even] - r;
                    imaginary[odd] = imaginary[even] - i;
                    real[even] += r;
                    imaginary[even] += i;
                }
            }
        }
    }

    /// <summary>Takes the two halves of the real signal apart again and sums each band's power over the windows; the first is that around 250 Hz, what is below is left out. Returns their sum.</summary>
    private float Split(ReadOnlySpan<Vector256<float>> real, ReadOnlySpan<Vector256<float>> imaginary, Span<float> powers)
    {
        for (int k = 1; k <= Bands / 2; k++)
        {
            int mirror = Bands - k;
            Vector256<float> evenReal = real[k] + real[mirror];
            Vector256<float> evenImaginary = imaginary[k] - imaginary[mirror];
            Vector256<float> oddReal = imaginary[k] + imaginary[mirror];
            Vector256<float> oddImaginary = real[mirror] - real[k];
            Vector256<float> turnedReal = (oddReal * _cosines[k]) - (oddImaginary * _sines[k]);
            Vector256<float> turnedImaginary = (oddReal * _sines[k]) + (oddImaginary * _cosines[k]);
            powers[k - 1] = Power(evenReal + turnedReal, evenImaginary + turnedImaginary) * 0.25f;
            powers[mirror - 1] = Power(evenReal - turnedReal, evenImaginary - turnedImaginary) * 0.25f;
        }

        powers[Bands - 1] = Power(real[0] - imaginary[0], Vector256<float>.Zero);
        float sum = 0;
        foreach (float power in powers)
        {
            sum += power;
        }

        return sum;
    }

    private static float Power(Vector256<float> real, Vector256<float> imaginary) => Vector256.Sum((real * real) + (imaginary * imaginary));
}
