namespace Millrace.Speech.Load.Audio;

/// <summary>
/// Speech-like sound without words: syllables of a voice with a melody, between pauses of low noise. A train of glottal pulses goes through three resonators in a row whose centres move from
/// vowel to vowel, after D. H. Klatt, "Software for a cascade/parallel formant synthesizer", J. Acoust. Soc. Am. 67(3), 1980; the vowels are the means of G. E. Peterson and H. L. Barney,
/// "Control methods used in a study of the vowels", J. Acoust. Soc. Am. 24(2), 1952. Some syllables begin with hissing, as with an s. The same seed makes the same sound.
/// </summary>
internal static class SyntheticSpeech
{
    private const double SpeechLevel = 3_000; // root mean square over an utterance: -21 dB of full scale
    private const double NoiseLevel = 12; // -69 dB: a quiet room

    // First, second and third formant in Hz.
    private static readonly (double F1, double F2, double F3)[] _vowels =
    [
        (270, 2290, 3010), (390, 1990, 2550), (530, 1840, 2480), (660, 1720, 2410), (730, 1090, 2440), (570, 840, 2410), (440, 1020, 2240), (300, 870, 2240), (640, 1190, 2390), (490, 1350, 1690),
    ];

    /// <summary>So many seconds, which begin and end with a pause.</summary>
    public static Recording Make(Random random, int sampleRate, int seconds, int utteranceMs, int pauseMs)
    {
        double[] sound = new double[sampleRate * seconds];
        var spans = new List<(int, int)>();
        double pitch = 90 + (130 * random.NextDouble()); // from a low voice to a high one
        int at = Milliseconds(pauseMs * (0.2 + random.NextDouble()));
        while (true)
        {
            int length = Milliseconds(utteranceMs * (0.5 + random.NextDouble()));
            int pause = Milliseconds(Math.Max(400, pauseMs * (0.5 + random.NextDouble())));
            if (at + length + pause > sound.Length)
            {
                break;
            }

            Utter(sound.AsSpan(at, length), random, sampleRate, pitch);
            spans.Add((at, at + length));
            at += length + pause;
        }

        var samples = new short[sound.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp(sound[i] + (NoiseLevel * Normal(random)), short.MinValue, short.MaxValue);
        }

        return new Recording(samples, spans);

        int Milliseconds(double ms) => (int)(ms * sampleRate / 1000);
    }

    private static void Utter(Span<double> into, Random random, int sampleRate, double pitch)
    {
        var formants = new Resonator[3];
        (double F1, double F2, double F3) vowel = Vowel(random);
        double phase = 0;
        double glottis = 0;
        double hissed = 0;
        for (int at = 0; at < into.Length;)
        {
            // A syllable: 140 to 280 ms, louder in its middle, gliding from the last vowel to its own.
            int length = Math.Min((int)((0.14 + (0.14 * random.NextDouble())) * sampleRate), into.Length - at);
            (double F1, double F2, double F3) next = Vowel(random);
            int hiss = random.Next(3) == 0 ? Math.Min(sampleRate * 6 / 100, length / 3) : 0;
            double stress = 0.7 + (0.6 * random.NextDouble());
            for (int i = 0; i < length; i++)
            {
                double part = i / (double)length;
                if (i % (sampleRate / 200) == 0) // each 5 ms
                {
                    double glide = Math.Min(1, part * 3);
                    formants[0].Tune(vowel.F1 + ((next.F1 - vowel.F1) * glide), 70, sampleRate);
                    formants[1].Tune(vowel.F2 + ((next.F2 - vowel.F2) * glide), 100, sampleRate);
                    formants[2].Tune(Math.Min(vowel.F3 + ((next.F3 - vowel.F3) * glide), 0.45 * sampleRate), 140, sampleRate);
                }

                // The melody falls over an utterance, and rises and falls within a syllable.
                double frequency = pitch * (1.15 - (0.3 * (at + i) / into.Length) + (0.06 * Math.Sin(Math.PI * part))) * (1 + (0.01 * Normal(random)));
                phase += frequency / sampleRate;
                double pulse = phase >= 1 ? 1 : 0;
                phase -= pulse;
                glottis = (0.96 * glottis) + pulse; // the source falls by 6 dB an octave; the lips would give as much back
                double voiced = i < hiss ? 0 : formants[2].Next(formants[1].Next(formants[0].Next(glottis - 0.02)));
                double noise = Normal(random);
                double unvoiced = i < hiss ? 0.02 * (noise - hissed) : 0; // the difference leaves the high part
                hissed = noise;
                double loudness = stress * (0.3 + (0.7 * Math.Pow(Math.Sin(Math.PI * part), 2)));
                into[at + i] = (voiced * loudness) + unvoiced;
            }

            vowel = next;
            at += length;
        }

        Level(into);
    }

    private static void Level(Span<double> sound)
    {
        double mean = 0;
        foreach (double sample in sound)
        {
            mean += sample / sound.Length;
        }

        double power = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            sound[i] -= mean;
            power += sound[i] * sound[i] / sound.Length;
        }

        double factor = power > 0 ? SpeechLevel / Math.Sqrt(power) : 0;
        for (int i = 0; i < sound.Length; i++)
        {
            sound[i] *= factor;
        }
    }

    private static (double F1, double F2, double F3) Vowel(Random random) => _vowels[random.Next(_vowels.Length)];

    // The sum of uniform numbers is near enough to a normal one for a noise.
    private static double Normal(Random random) => (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;

    /// <summary>A second-order resonator (Klatt 1980, section I.C), normalised at zero frequency.</summary>
    private struct Resonator
    {
        private double _a;
        private double _b;
        private double _c;
        private double _last;
        private double _before;

        public void Tune(double frequency, double bandwidth, int sampleRate)
        {
            double radius = Math.Exp(-Math.PI * bandwidth / sampleRate);
            _c = -radius * radius;
            _b = 2 * radius * Math.Cos(2 * Math.PI * frequency / sampleRate);
            _a = 1 - _b - _c;
        }

        public double Next(double input)
        {
            double output = (_a * input) + (_b * _last) + (_c * _before);
            _before = _last;
            return _last = output;
        }
    }
}
