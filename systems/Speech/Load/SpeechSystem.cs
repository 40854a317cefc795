using System.Globalization;
using System.Runtime.CompilerServices;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Speech.Load.Clients;
using Millrace.Speech.Load.Stories;

namespace Millrace.Speech.Load;

/// <summary>A streaming transcription service as the lab sees it: any that speaks the protocol will do as its target.</summary>
public sealed class SpeechSystem : ISystemUnderLoad
{
    private const int SpareSessions = 64;

    private readonly ConditionalWeakTable<Scenario, SpeechRun> _runs = [];

    /// <inheritdoc/>
    public SystemInfo Info => SpeechModes.Info;

    /// <inheritdoc/>
    public IReadOnlyList<Profile> Profiles => SpeechProfiles.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return [.. SpeechSettings.Validate(scenario), .. ClientTls.Validate(scenario.Tls)];
    }

    /// <inheritdoc/>
    public TargetRecipe Embedded(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        SpeechSettings settings = SpeechSettings.Of(scenario);

        // Limits that only the lab would meet are out of the way: a request over HTTP takes a session too, clients share an address, and who is held in silence is held on purpose.
        List<(string Option, string Value)> own =
        [
            ("--max-sessions", Text(Math.Max(1_000, (scenario.Clients * 2) + SpareSessions))),
            ("--sample-rate", Text(settings.SampleRate)),
            ("--recogniser", settings.Recogniser),
            ("--initial-speech-timeout", "1d"),
        ];
        if (settings.Recogniser == SpeechSettings.Simulated)
        {
            own.Add(("--latency", $"{settings.LatencyMs}ms"));
        }

        if (settings.Workers > 1)
        {
            own.Add(("--workers", Text(settings.Workers)));
        }

        if (!settings.TracksSessions)
        {
            own.Add(("--session-tracking", "false"));
        }

        if (settings.ApiKeyFile.Length > 0)
        {
            own.Add(("--api-key-file", settings.ApiKeyFile));
        }

        IEnumerable<string> options = own.Where(each => !OptionWords.Names(settings.Serve, each.Option)).SelectMany(each => (string[])[each.Option, each.Value]);
        return new(["serve", "speech", "--port", "0", .. options, .. settings.Serve, "--ready-json"], "speech");
    }

    /// <inheritdoc/>
    public VirtualClient NewClient(ClientSeat seat)
    {
        ArgumentNullException.ThrowIfNull(seat);
        SpeechRun run = RunOf(seat.Scenario);
        _ = run.Clips; // made before anything is timed
        string mode = seat.Scenario.Mode;
        return mode switch
        {
            SpeechModes.Stream => new Talker(run, SpeechModes.Talks(seat.Index, seat.Scenario.Clients, run.Talkers)),
            SpeechModes.Idle when seat.Index > 0 => new Talker(run, talks: false),
            _ => new TranscriptionUser(run, KindOf(mode, seat.Index, run), SpeechModes.PauseOf(mode)),
        };
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, double>> AskTargetAsync(Uri admin, CancellationToken cancellationToken) => StatsInquiry.AskAsync(admin, cancellationToken);

    /// <inheritdoc/>
    public bool AsksTargetBefore => true;

    /// <inheritdoc/>
    public void Tell(RunStory story)
    {
        ArgumentNullException.ThrowIfNull(story);
        SpeechStory.Tell(story, RunOf(story.Scenario));
    }

    /// <inheritdoc/>
    public SuiteStory TellSuite(IReadOnlyList<RunFile> runs) => SpeechSuiteStory.Tell(runs);

    private static UserKind KindOf(string mode, int index, SpeechRun run) => mode switch
    {
        SpeechModes.WebSocketOnly => UserKind.WebSocketOnly,
        SpeechModes.RestOnly => UserKind.RestOnly,
        SpeechModes.Health or SpeechModes.Idle => UserKind.Health,
        SpeechModes.Classes => run.Settings.Users.At(index),
        _ => UserKind.Transcription,
    };

    private SpeechRun RunOf(Scenario scenario) => _runs.GetValue(scenario, static scenario => new SpeechRun(scenario));

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
