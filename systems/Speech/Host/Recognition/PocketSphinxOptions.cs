namespace Millrace.Speech;

/// <summary>
/// How pocketsphinx is set. It transcribes American English at 16,000 samples a second; what its model knows is all it knows: the <c>language</c> and the <c>prompt</c> that a client may name are taken and
/// change nothing.
/// </summary>
public sealed record PocketSphinxOptions
{
    /// <summary>The folder of the acoustic model; by default that of Debian's <c>pocketsphinx-en-us</c>.</summary>
    public string AcousticModel { get; init; } = "/usr/share/pocketsphinx/model/en-us/en-us";

    /// <summary>The pronouncing dictionary: a word and its phones a line.</summary>
    public string Dictionary { get; init; } = "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict";

    /// <summary>The language model, in ARPA's or the library's binary format.</summary>
    public string LanguageModel { get; init; } = "/usr/share/pocketsphinx/model/en-us/en-us.lm.bin";

    /// <summary>How many utterances are decoded at the same time, each by a decoder with a thread of its own and 91 MB of memory; 0 means one per processor, else 1 to 256.</summary>
    public int Decoders { get; init; }

    /// <summary>How much audio before the first frame of speech is decoded with it. 0 to 2 s.</summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Utterances up to this length are decoded a second time as a whole when they end, with their own cepstral mean: fewer wrong words, for twice the work and a final that is later by the time of one
    /// decoding. 0 for never, to 30 s.
    /// </summary>
    public TimeSpan SecondPass { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How much audio of one utterance waits while all decoders are taken; more is answered with a failure. 1 s to 600 s.</summary>
    public TimeSpan MaxWaitingAudio { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an utterance waits for a decoder before it is answered with a failure. 0.1 s to 600 s.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// How long a decoder is held for an utterance of which no more audio comes. 0.1 s to 600 s. Where other utterances wait for one, a speaker who falls 0.3 s behind real time gives it back at once; the words
    /// that were heard are kept.
    /// </summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long one call into the library may take before its thread is given up and replaced. 1 s to 600 s.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(60);
}
