using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Serving;

/// <summary>Every option of `millrace serve speech`, in the order of its help page.</summary>
internal sealed class SpeechKnobs
{
    private const string Port = ServeKnobs.Addresses;
    private const string Audio = "audio and utterances";
    private const string Sessions = "sessions (of each worker)";
    private const string Recogniser = "recogniser";
    private const string Simulated = "recogniser simulated";
    private const string Sphinx = "recogniser pocketsphinx";
    private const string OpenAi = "recogniser openai";
    private const string Processes = "workers";

    public ServeKnobs Shared { get; } = new("8001", "Health, metrics and statistics", "Address to listen on; 0.0.0.0 or :: for every network; ASR_HOST.");

    public Knob<string?> Certificate { get; } = new(Port, "--cert", "file", "PEM file with the certificate and its chain; makes the port https and wss.");

    public Knob<string?> Key { get; } = new(Port, "--key", "file", "PEM file with the private key.", "in the file of --cert");

    public Knob<string?> ApiKeys { get; } = new(Port, "--api-key-file", "file", "File with the API keys that are let in, one a line of 16 characters and more; # begins a comment.", "everybody is let in", "--api-key-file /etc/millrace/speech-keys");

    public Knob<string[]> Origin { get; } = new(Port, "--origin", "url", "Web origin whose pages may open the WebSocket, or *; repeatable.", "the server's own", "--origin https://example.org");

    public Knob<string[]> AllowedHost { get; } = new(Port, "--allowed-host", "name",
        "Host name that browsers may call the server by, beside localhost, addresses and the hosts of --origin; others get 421; repeatable.", "on loopback none, else every name", "--allowed-host speech.example.org");

    public Knob<string?> Csp { get; } = new(Port, "--csp", "policy", "Content-Security-Policy of the pages; an empty one sends none.", "everything from the same origin alone, no inline script or style", "--csp \"default-src 'self'\"");

    public Knob<string?> MaxConnections { get; } = new(Port, "--max-connections", "count", "Connections at most, those that have said nothing yet included; further ones are closed at once.", "16384 above --max-sessions");

    public Knob<string?> MaxBody { get; } = new(Port, "--max-body", "size", "Largest body of a request over HTTP; a larger one gets 413.", "25MiB");

    public Knob<string?> SampleRate { get; } = new(Audio, "--sample-rate", "per second", "Samples a second that clients send: 8000, 16000, 32000 or 48000; ASR_SAMPLE_RATE.", "16000");

    public Knob<string?> Vad { get; } = new(Audio, "--vad", "level", "How readily a frame is taken for silence, 0 to 3, where a client does not choose; ASR_VAD_AGGRESSIVENESS.", "2");

    public Knob<string?> VadFrame { get; } = new(Audio, "--vad-frame", "ms", "Length of the frames that are judged: 10, 20 or 30; ASR_VAD_FRAME_MS.", "20");

    public Knob<string?> Endpointing { get; } = new(Audio, "--endpointing", "time", "Silence that ends an utterance, where a client does not choose; ASR_ENDPOINTING_MS.", "300ms");

    public Knob<string?> LongestUtterance { get; } = new(Audio, "--max-utterance", "time", "An utterance is ended when it is as long.", "60s");

    public Knob<string?> MaxChunk { get; } = new(Audio, "--max-chunk", "size", "Largest chunk over the WebSocket; a larger one ends its connection with 1009.", "256KiB");

    public Knob<string?> MaxBacklog { get; } = new(Audio, "--max-backlog", "time", "Audio of a session that is taken and not answered yet, at most; at it, its client is told and read no further until half is answered.", "10s");

    public Knob<string?> MaxBacklogChunks { get; } = new(Audio, "--max-backlog-chunks", "count", "The same in chunks.", "1024");

    public Knob<string?> MaxSessions { get; } = new(Sessions, "--max-sessions", "count", "Sessions at most, requests that transcribe included; further ones get SESSION_LIMIT or 503; ASR_MAX_SESSIONS.", "1000");

    public Knob<string?> MaxPerAddress { get; } = new(Sessions, "--max-per-address", "count", "Sessions at most from one IPv4 address or IPv6 /64 network; 0 for no limit.", "0");

    public Knob<string?> Tracking { get; } = new(Sessions, "--session-tracking", "true|false", "false: sessions are only counted; no list, no deletion, no timeout of silence or length.", "true");

    public Knob<string?> IdleTimeout { get; } = new(Sessions, "--idle-timeout", "time", "A session without audio for this long is closed; ASR_SESSION_IDLE_TIMEOUT_SECONDS.", "5m");

    public Knob<string?> InitialSpeech { get; } = new(Sessions, "--initial-speech-timeout", "time", "A session in which nobody has spoken yet is closed when no audio has come for this long.", "30s");

    public Knob<string?> MaxLength { get; } = new(Sessions, "--max-session-length", "time", "How long a session may last; 0 for ever.", "0");

    public Knob<string?> Cleanup { get; } = new(Sessions, "--cleanup-interval", "time", "How often timeouts are looked for; ASR_SESSION_CLEANUP_INTERVAL_SECONDS.", "5s");

    public Knob<string?> SendTimeout { get; } = new(Sessions, "--send-timeout", "time", "A client that takes nothing of what is sent to it for this long is cut off.", "10s");

    public Knob<string?> PingInterval { get; } = new(Sessions, "--ping-interval", "time", "How often a WebSocket is pinged; 0 never.", "30s");

    public Knob<string?> PingTimeout { get; } = new(Sessions, "--ping-timeout", "time", "A client that does not answer a ping for this long is cut off.", "1m");

    public Knob<string?> Kind { get; } = new(Recogniser, "--recogniser", "name", "What turns speech into words: simulated (deterministic words, for tests and load), pocketsphinx (English, on this machine) or openai (forwards to a server with OpenAI's API).", "simulated", "--recogniser pocketsphinx");

    public Knob<string?> Timeout { get; } = new(Recogniser, "--recogniser-timeout", "time", "A chunk that it has not answered by then is answered with RECOGNISER_TIMEOUT.", "10s");

    public Knob<string?> Latency { get; } = new(Simulated, "--latency", "time", "How long it takes over each chunk; ASR_LATENCY_MS.", "50ms");

    public Knob<string?> ErrorRate { get; } = new(Simulated, "--error-rate", "share", "Share of the chunks of speech on which it fails, 0 to 1.", "0");

    public Knob<string?> BytesPerWord { get; } = new(Simulated, "--bytes-per-word", "count", "Bytes of speech to a word; ASR_BYTES_PER_WORD, or by way of ASR_WORDS_PER_SECOND.", "12800");

    public Knob<string?> Seed { get; } = new(Simulated, "--seed", "number", "What its words and failures follow from.", "0");

    public Knob<string?> Fault { get; } = new(Simulated, "--fault", "kind", "For drills: none, throw (every call), hang (speech is never answered) or die (the first utterance ends the worker).", "none");

    public Knob<string?> FaultShare { get; } = new(Simulated, "--fault-share", "share", "Share of the sessions in which the fault strikes, 0 to 1.", "1");

    public Knob<string?> AcousticModel { get; } = new(Sphinx, "--acoustic-model", "folder", "Its acoustic model.", "that of Debian's pocketsphinx-en-us");

    public Knob<string?> Dictionary { get; } = new(Sphinx, "--dictionary", "file", "Its pronouncing dictionary.", "the same");

    public Knob<string?> LanguageModel { get; } = new(Sphinx, "--language-model", "file", "Its language model.", "the same");

    public Knob<string?> Decoders { get; } = new(Sphinx, "--decoders", "count", "Utterances decoded at the same time, with a thread and some 100 MB each; 0 for one per processor.", "0");

    public Knob<string?> DecoderAudio { get; } = new(Sphinx, "--decoder-audio", "time", "Audio of an utterance that waits for a decoder, at most.", "30s");

    public Knob<string?> DecoderWait { get; } = new(Sphinx, "--decoder-wait", "time", "How long an utterance waits for a decoder before it gets RECOGNISER_BUSY.", "8s");

    public Knob<string?> OpenAiUrl { get; } = new(OpenAi, "--openai-url", "url", "Base address of its API; /audio/transcriptions is added.", null, "--openai-url http://127.0.0.1:8000/v1");

    public Knob<string?> OpenAiModel { get; } = new(OpenAi, "--openai-model", "name", "Model that is asked for.", "whisper-1");

    public Knob<string?> OpenAiKeyFile { get; } = new(OpenAi, "--openai-key-file", "file", "File whose first line is the key.", "no key");

    public Knob<string?> OpenAiKeyVariable { get; } = new(OpenAi, "--openai-key-variable", "name", "Environment variable that holds the key.", "none", "--openai-key-variable OPENAI_API_KEY");

    public Knob<string?> OpenAiTimeout { get; } = new(OpenAi, "--openai-timeout", "time", "How long a request may take.", "9s");

    public Knob<string?> OpenAiRequests { get; } = new(OpenAi, "--openai-requests", "count", "Requests at the same time.", "8");

    public Knob<string?> OpenAiWaiting { get; } = new(OpenAi, "--openai-waiting", "count", "Utterances that wait for their turn, at most.", "64");

    public Knob<string?> OpenAiUtterance { get; } = new(OpenAi, "--openai-utterance", "time", "Longest utterance that is forwarded.", "60s");

    public Knob<string?> OpenAiAudio { get; } = new(OpenAi, "--openai-audio", "size", "Audio held for all sessions, at most.", "256MiB");

    public Knob<string?> Workers { get; } = new(Processes, "--workers", "count",
        "Processes behind the one port, each with limits of its own; the kernel gives each connection to one of them by a hash, not by load. Needs Linux.", "1: everything in this process", "--workers 4");

    /// <summary>How the supervisor tells a worker its place; not for people.</summary>
    public Knob<string?> Worker { get; } = new(Processes, "--worker", "place", "Set by the supervisor for each worker.") { Hidden = true };

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All =>
    [
        Shared.Host, Shared.Port, Certificate, Key, ApiKeys, Origin, AllowedHost, Csp, MaxConnections, MaxBody,
        SampleRate, Vad, VadFrame, Endpointing, LongestUtterance, MaxChunk, MaxBacklog, MaxBacklogChunks,
        MaxSessions, MaxPerAddress, Tracking, IdleTimeout, InitialSpeech, MaxLength, Cleanup, SendTimeout, PingInterval, PingTimeout,
        Kind, Timeout, Latency, ErrorRate, BytesPerWord, Seed, Fault, FaultShare,
        AcousticModel, Dictionary, LanguageModel, Decoders, DecoderAudio, DecoderWait,
        OpenAiUrl, OpenAiModel, OpenAiKeyFile, OpenAiKeyVariable, OpenAiTimeout, OpenAiRequests, OpenAiWaiting, OpenAiUtterance, OpenAiAudio,
        Workers, Worker,
        .. Shared.OfTheProcess.Where(option => option != Shared.Shards && option != Shared.Loop), // it stands on ASP.NET Core
    ];
}
