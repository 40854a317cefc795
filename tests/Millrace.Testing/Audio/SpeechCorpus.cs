namespace Millrace.Testing.Audio;

/// <summary>A minute and a half of espeak-ng, of six voices with pauses between their sentences, and a crowd of eight others.</summary>
public sealed class SpeechCorpus
{
    private static readonly string[] Sentences =
    [
        "The boy was there when the sun rose.",
        "A rod is used to catch pink salmon, and the source of the huge river is the clear spring.",
        "Kick the ball straight and follow through.",
        "Help the woman get back to her feet. A pot of tea helps to pass the evening.",
        "Smoky fires lack flame and heat.",
        "The soft cushion broke the man's fall, while the salt breeze came across from the sea.",
        "Please call Stella, and ask her to bring these things with her from the store.",
        "Six spoons of fresh snow peas, five thick slabs of blue cheese, and maybe a snack for her brother Bob.",
        "What time does the next train to the city leave?",
        "She had your dark suit in greasy wash water all year.",
        "Don't ask me to carry an oily rag like that.",
        "Yes. No. Seven, eight, nine, ten. Stop.",
    ];

    private static readonly (string Voice, int Speed, int Pitch)[] Speakers =
        [("en-us", 160, 45), ("en-us+f3", 170, 60), ("en-gb", 150, 35), ("en-us+m5", 185, 40), ("en-gb-scotland+f2", 165, 55), ("en-us+m2", 145, 25)];

    /// <summary>What no bound was chosen on: other sentences, voices and speeds (in other noise too, by its seeds).</summary>
    private static readonly string[] HeldOutSentences =
    [
        "Could you tell me where the nearest post office is?",
        "A large size in stockings is hard to sell, but the shelves were cleared by noon.",
        "Thank you for waiting. Your call is important to us.",
        "My account number is four, nine, zero, three, eight.",
        "We tried to replace the coin but failed, and nobody on the boat said a word about it.",
        "Fish.",
        "The weather tomorrow will be cloudy with some sunshine in the afternoon.",
        "Put the butcher block table in the garage, please. Not there!",
    ];

    private static readonly (string Voice, int Speed, int Pitch)[] HeldOutSpeakers =
        [("en-us+f4", 155, 50), ("en-gb-x-rp", 175, 40), ("en-us+m7", 150, 30), ("en-029", 160, 50), ("en-gb+f5", 190, 65), ("en-us+m1", 140, 55)];

    private static readonly string[] Crowd = ["en-gb+m1", "en-us+f1", "de+m3", "fr+f4", "es+m7", "it+f2", "en-us+m4", "nl+f5"];

    private static readonly string[] CrowdTexts =
    [
        "It is a long story about a mill and a stream that never stood still, and everybody in the valley knew it by heart and told it to whoever came along the road.",
        "There were more people at the market than anybody remembered, and all of them wanted bread, apples, candles and news from the other side of the hill.",
    ];

    private SpeechCorpus(LabelledSpeech speech, IReadOnlyList<float[]> crowd, int seed)
    {
        Speech = speech;
        White = Noises.White(speech.Samples.Length, seed + 1);
        Pink = Noises.Pink(speech.Samples.Length, seed + 2);
        Babble = Noises.Babble(speech.Samples.Length, crowd, seed + 3);
    }

    /// <summary>The sentences.</summary>
    public LabelledSpeech Speech { get; }

    /// <summary>White noise as long as the speech.</summary>
    public float[] White { get; }

    /// <summary>Pink noise as long as the speech.</summary>
    public float[] Pink { get; }

    /// <summary>The crowd.</summary>
    public float[] Babble { get; }

    /// <summary>Has it spoken. Takes a second or two.</summary>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="frameMs">How long the frames are that get labels.</param>
    /// <param name="isHeldOut">The sentences and voices on which nothing was tuned.</param>
    public static async Task<SpeechCorpus> MakeAsync(int sampleRate, int frameMs, bool isHeldOut = false)
    {
        string[] sentences = isHeldOut ? HeldOutSentences : Sentences;
        (string Voice, int Speed, int Pitch)[] speakers = isHeldOut ? HeldOutSpeakers : Speakers;
        Random random = new(isHeldOut ? 2 : 1);
        List<float> samples = [.. new float[sampleRate * 6 / 10]];
        for (int n = 0; n < 2 * sentences.Length; n++)
        {
            (string voice, int speed, int pitch) = speakers[n % speakers.Length];
            samples.AddRange(await SpokenText.SpeakAsync(sentences[(n * 5) % sentences.Length], voice, speed, pitch, sampleRate));
            samples.AddRange(new float[sampleRate * random.Next(200, 1500) / 1000]);
        }

        List<float[]> crowd = [];
        foreach (string voice in Crowd)
        {
            crowd.Add(await SpokenText.SpeakAsync(CrowdTexts[crowd.Count % CrowdTexts.Length], voice, 150 + (5 * crowd.Count), 30 + (5 * crowd.Count), sampleRate));
        }

        return new(new(samples.ToArray(), sampleRate, frameMs), crowd, isHeldOut ? 50 : 10);
    }
}
