using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Voice;

/// <summary>How voice activity is judged, one for all streams that are judged alike. Every value is checked as it is set.</summary>
internal sealed record VoiceSettings
{
    /// <summary>The setting where nobody names one: as strict as the service whose API this is.</summary>
    public const int DefaultAggressiveness = 2;

    /// <summary>The greatest aggressiveness.</summary>
    public const int MostAggressive = 3;

    /// <summary>Sample rates that can be judged.</summary>
    public static IReadOnlyList<int> SampleRates { get; } = [8_000, 16_000, 32_000, 48_000];

    /// <summary>Frame lengths that can be judged, in milliseconds.</summary>
    public static IReadOnlyList<int> FrameLengths { get; } = [10, 20, 30];

    /// <summary>Samples a second.</summary>
    public int SampleRate
    {
        get;
        init => field = SampleRates.Contains(value) ? value : throw new ArgumentOutOfRangeException(nameof(SampleRate), value, "A sample rate is 8000, 16000, 32000 or 48000.");
    } = 16_000;

    /// <summary>Milliseconds that are judged at once.</summary>
    public int FrameMs
    {
        get;
        init => field = FrameLengths.Contains(value) ? value : throw new ArgumentOutOfRangeException(nameof(FrameMs), value, "A frame is 10, 20 or 30 ms long.");
    } = 20;

    /// <summary>0 misses least speech, 3 takes least noise for speech.</summary>
    public int Aggressiveness
    {
        get;
        init => field = value is >= 0 and <= MostAggressive ? value : throw new ArgumentOutOfRangeException(nameof(Aggressiveness), value, "The aggressiveness is 0 to 3.");
    } = DefaultAggressiveness;

    /// <summary>Milliseconds of silence that end an utterance; counted in whole frames, and so rounded up to one.</summary>
    public int EndpointingMs
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(EndpointingMs), value, "The silence that ends an utterance is longer than none.");
    } = 300;

    /// <summary>Where an utterance that no silence ends is cut; speech that goes on after it is the next utterance.</summary>
    public TimeSpan LongestUtterance
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1) ? value : throw new ArgumentOutOfRangeException(nameof(LongestUtterance), value, "An utterance may last at least a second.");
    } = TimeSpan.FromSeconds(60);

    /// <summary>Samples of a frame.</summary>
    public int FrameSamples => SampleRate / 1000 * FrameMs;

    /// <summary>Bytes of a frame.</summary>
    public int FrameBytes => FrameSamples * SpeechProtocol.BytesPerSample;

    /// <summary>Bytes of a millisecond.</summary>
    public int BytesPerMs => SampleRate / 1000 * SpeechProtocol.BytesPerSample;
}
