using System.CommandLine;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Workers;
using Millrace.Speech;

namespace Millrace.Cli.Serving;

/// <summary>`millrace serve speech`.</summary>
internal sealed class ServedSpeech : ServedSystem
{
    private readonly SpeechKnobs _knobs = new();

    public override string Name => "speech";

    public override string Description => "Runs the streaming transcription service: audio in over WebSocket or HTTP, words out.";

    public override ServeKnobs Shared => _knobs.Shared;

    public override IReadOnlyList<Option> Options => _knobs.All;

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("serve speech", "Simulated words on ws://127.0.0.1:8001/v1/transcribe/stream; http://127.0.0.1:8001/ is a page with a microphone."),
        ("serve speech --recogniser pocketsphinx", "Really transcribes English, with Debian's packages libpocketsphinx3 and pocketsphinx-en-us."),
        ("serve speech --recogniser openai --openai-url http://127.0.0.1:8000/v1", "Sends every utterance to a server with OpenAI's API, such as Speaches or vLLM."),
        ("serve speech --host 0.0.0.0 --port 8443 --cert server.pem --api-key-file keys --workers 4", "For every network: TLS, API keys, four processes behind the one port."),
        ("serve speech --port 0 --ready-json", "As the lab starts it: one JSON line with the address, stops when standard input ends."),
    ];

    public override string Notes =>
        """
        Environment variables are defaults below these options: ASR_SAMPLE_RATE, ASR_SAMPLE_WIDTH (2 only),
        ASR_BYTES_PER_SECOND (must fit the rate), ASR_WORDS_PER_SECOND, ASR_BYTES_PER_WORD (counts before the words),
        ASR_VAD_AGGRESSIVENESS, ASR_VAD_FRAME_MS, ASR_ENDPOINTING_MS, ASR_LATENCY_MS, ASR_HOST, ASR_PORT,
        ASR_MAX_SESSIONS, ASR_SESSION_IDLE_TIMEOUT_SECONDS, ASR_SESSION_CLEANUP_INTERVAL_SECONDS.

        With --workers the process that was started supervises: it starts the workers, starts again what ends, and answers
        on the admin address for all; a session stays with its worker. The kernel spreads connections by a hash, not by
        load: of two workers with --max-sessions 500, one may refuse while the other has room, and with few clients the
        shares differ widely. By the binomial spread, S/W + 3*sqrt(S/W) each has room for S sessions on W workers 99 times of
        100 with up to 8 workers, 999 times of 1,000 with 4: for 1,000 sessions on 4, --max-sessions 298. The session routes
        answer for all workers, and say in workers_silent how many did not answer within 2 s (health: 0.5 s).

        SIGHUP has the file of --api-key-file read again; sessions that run go on. Uploads of forms that are being read
        lie in temporary files (TMPDIR), of all requests together at most 256 MiB, or one --max-body where that is more.

        SIGTERM or Ctrl-C drains: nobody new is taken, what was said is answered, and clients are told; a second
        signal ends at once.
        """;

    public override Func<ILoggerFactory, ISystemServer> Read(ValueReader values, Func<string, string?> environment)
    {
        SpeechOptions options = SpeechReader.Read(values, _knobs, environment);
        (int workers, WorkerPlace? place) = SpeechReader.Workers(values, _knobs);
        Judge(values, options.Validate());
        return place is not null ? log => SpeechWorkers.Work(options, place, log)
            : workers > 1 ? log => SpeechWorkers.Supervise(options, workers, SpeechReader.Command(_knobs), Console.Error, log)
            : log => SpeechServer.Create(options, log);
    }

    /// <summary>A worker says where it serves to its supervisor alone, and lives no longer than it.</summary>
    public override ServerLifeOptions Life(ValueReader values)
    {
        ServerLifeOptions life = base.Life(values);
        return values.Text(_knobs.Worker) is { } text && WorkerPlace.TryParse(text, out WorkerPlace? place)
            ? life with { ReadyJson = true, StopWithInput = true, Admin = new AdminOptions { UnixSocket = place.SocketOf(place.Index) } }
            : life;
    }
}
