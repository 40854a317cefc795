namespace Millrace.Speech;

/// <summary>To which server utterances are forwarded, and how.</summary>
public sealed record OpenAiOptions
{
    /// <summary>The API's base address, up to and including the version, such as <c>http://127.0.0.1:8000/v1</c>; <c>/audio/transcriptions</c> is added.</summary>
    public Uri? Url { get; init; }

    /// <summary>The model that is asked for.</summary>
    public string Model { get; init; } = "whisper-1";

    /// <summary>A file whose first line is the key; null where none is needed.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The environment variable that holds the key, read at the start; null where none is needed.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>How much audio before the first frame of speech is sent with it. 0 to 2 s.</summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long one request may take, the wait for its turn included. 0.1 s to 600 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>How many requests run at the same time, 1 to 10,000.</summary>
    public int MaxRequests { get; init; } = 8;

    /// <summary>How many utterances wait for their turn, 0 to 100,000; more are answered with a failure.</summary>
    public int MaxWaiting { get; init; } = 64;

    /// <summary>The longest utterance that is forwarded, 1 s to 1500 s, without <see cref="LookBack"/>; not shorter than the server's own <see cref="SpeechOptions.LongestUtterance"/>.</summary>
    public TimeSpan MaxUtterance { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How much audio is held in memory for all sessions, 1 MiB to 16 GiB.</summary>
    public long MaxAudioBytes { get; init; } = 256L * 1024 * 1024;
}
