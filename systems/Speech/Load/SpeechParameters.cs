using Millrace.Engine;

namespace Millrace.Speech.Load;

/// <summary>The names of what can be set for the clients of a transcription service, with their defaults.</summary>
internal static class SpeechParameters
{
    public const string ChunkMs = "chunk-ms";
    public const string Encoding = "encoding";
    public const string Pace = "pace";
    public const string Talking = "talking";
    public const string Users = "users";
    public const string Audio = "audio";
    public const string AudioFolder = "audio-folder";
    public const string SampleRate = "sample-rate";
    public const string UtteranceMs = "utterance-ms";
    public const string PauseMs = "pause-ms";
    public const string ApiKeyFile = "api-key-file";
    public const string LatencyMs = "latency-ms";
    public const string Recogniser = "recogniser";
    public const string Workers = "workers";
    public const string SessionTracking = "session-tracking";
    public const string Serve = "serve";

    public static IReadOnlyList<ParameterInfo> All { get; } =
    [
        new(ChunkMs, "audio in a chunk, 10 to 1,000 ms", "20"),
        new(Encoding, "how chunks travel: base64 (in JSON) or binary (PCM)", "base64"),
        new(Pace, "how fast streams send: realtime, fast (a chunk each 5 ms) or none (as fast as answers come); auto is realtime in mode stream, else none", "auto"),
        new(Talking, "in mode stream, how many in a hundred clients talk; the others hold a silent session", "100"),
        new(Users, "in mode classes, which kinds of users there are, as weights of websocket, rest, mixed and health", Clients.UserMix.Default),
        new(Audio, "what is said: synthetic (speech-like, with pauses), files (WAV or raw PCM out of audio-folder) or espeak (spoken by espeak-ng, once, where it is installed)", "synthetic"),
        new(AudioFolder, "the folder of audio=files: *.wav of any format, *.raw and *.pcm as they are sent", ""),
        new(SampleRate, "samples a second that are sent: 8000, 16000, 32000 or 48000", "16000"),
        new(UtteranceMs, "mean length of an utterance of synthetic speech, 200 to 30,000 ms", "2000"),
        new(PauseMs, "mean pause between two, 400 to 30,000 ms", "900"),
        new(ApiKeyFile, "a file whose first line is the API key that clients show", ""),
        new(LatencyMs, "what the simulated recogniser of the embedded target takes for a chunk, 0 to 10,000 ms", "50"),
        new(Recogniser, "the recogniser of the embedded target: simulated or pocketsphinx", "simulated"),
        new(Workers, "worker processes of the embedded target, 1 to 64", "1"),
        new(SessionTracking, "whether the embedded target tracks its sessions: false leaves out their list and their timeouts, to see what those cost", "true"),
        new(Serve, "further options of the embedded target, such as \"--max-backlog 5s\"", ""),
    ];
}
