using System.Numerics;
using System.Runtime.InteropServices;

namespace Millrace.Speech.Wire;

/// <summary>
/// Changes the sample rate of a stream by a windowed-sinc filter in polyphase form (J. O. Smith, "Digital Audio Resampling Home Page", CCRMA, Stanford 2002; Kaiser's window). Where the
/// rates' ratio has few phases each has its own coefficients, else those between are interpolated. What is above the lower rate's half does not come through as an alias.
/// </summary>
public sealed class Resampler
{
    private const int ZeroCrossings = 16;
    private const int MostPhases = 512;

    // Leaves the filter room to fall before half the lower rate.
    private const double Rolloff = 0.92;
    private const double KaiserBeta = 8.6;

    private readonly int _step;
    private readonly int _phases;
    private readonly int _rows;
    private readonly int _taps;
    private readonly float[] _rowsOfTaps;
    private float[] _window;
    private int _held;
    private int _at;
    private int _phase;

    /// <summary>From samples a second to samples a second.</summary>
    public Resampler(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        int common = (int)BigInteger.GreatestCommonDivisor(from, to);
        (_step, _phases) = (from / common, to / common);
        double cutoff = Math.Min(1, (double)to / from) * Rolloff;
        int half = (int)Math.Ceiling(ZeroCrossings / cutoff);
        _taps = 2 * half;
        _rows = Math.Min(_phases, MostPhases);
        _rowsOfTaps = Coefficients(_rows + 1, _rows, half, cutoff);
        _window = new float[_taps + 4096];
        _held = half - 1; // Silence before the beginning.
    }

    /// <summary>The most samples that come out of so many.</summary>
    public int MostOut(int samples) => (int)(((long)samples + _taps) * _phases / _step) + 2;

    /// <summary>Takes samples; writes what they complete and gives how many.</summary>
    public int Take(ReadOnlySpan<float> samples, Span<float> into)
    {
        if (_held + samples.Length > _window.Length)
        {
            Array.Resize(ref _window, _held + samples.Length);
        }

        samples.CopyTo(_window.AsSpan(_held));
        _held += samples.Length;
        int written = 0;
        while (_at + _taps <= _held)
        {
            into[written++] = Next(_window.AsSpan(_at, _taps));
            long phase = (long)_phase + _step;
            _at += (int)(phase / _phases);
            _phase = (int)(phase % _phases);
        }

        // With a large step the next window may begin beyond what is there.
        int done = Math.Min(_at, _held);
        _window.AsSpan(done.._held).CopyTo(_window);
        _held -= done;
        _at -= done;
        return written;
    }

    /// <summary>Takes silence after the end; writes what was still waiting for it.</summary>
    public int Finish(Span<float> into) => Take(new float[_taps / 2], into);

    private float Next(ReadOnlySpan<float> window)
    {
        double place = (double)_phase * _rows / _phases;
        int row = (int)place;
        float share = (float)(place - row);
        float value = Dot(window, Row(row));
        return share == 0 ? value : value + (share * (Dot(window, Row(row + 1)) - value));
    }

    private ReadOnlySpan<float> Row(int row) => _rowsOfTaps.AsSpan(row * _taps, _taps);

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ReadOnlySpan<Vector<float>> lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        ReadOnlySpan<Vector<float>> rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        Vector<float> sums = Vector<float>.Zero;
        for (int i = 0; i < lefts.Length; i++)
        {
            sums += lefts[i] * rights[i];
        }

        float sum = Vector.Sum(sums);
        for (int i = lefts.Length * Vector<float>.Count; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    // Row r is for an output that lies r / rows of a sample behind the window's middle.
    private static float[] Coefficients(int count, int rows, int half, double cutoff)
    {
        int taps = 2 * half;
        float[] all = new float[count * taps];
        double[] row = new double[taps];
        double scale = Bessel(KaiserBeta);
        for (int r = 0; r < count; r++)
        {
            double sum = 0;
            for (int tap = 0; tap < taps; tap++)
            {
                double x = tap - (half - 1) - ((double)r / rows);
                double edge = x / half;
                double window = Math.Abs(edge) >= 1 ? 0 : Bessel(KaiserBeta * Math.Sqrt(1 - (edge * edge))) / scale;
                double angle = Math.PI * cutoff * x;
                row[tap] = window * (Math.Abs(angle) < 1e-9 ? 1 : Math.Sin(angle) / angle);
                sum += row[tap];
            }

            for (int tap = 0; tap < taps; tap++)
            {
                all[(r * taps) + tap] = (float)(row[tap] / sum);
            }
        }

        return all;
    }

    // The modified Bessel function of the first kind, order 0, by its series.
    private static double Bessel(double x)
    {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-12; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
