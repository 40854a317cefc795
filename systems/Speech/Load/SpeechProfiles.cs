using Millrace.Engine;

namespace Millrace.Speech.Load;

/// <summary>The named workloads of a transcription service.</summary>
internal static class SpeechProfiles
{
    /// <summary>Profiles that differ in how many users there are.</summary>
    public const string Mixed = "mixed", RealTime = "realtime", Memory = "memory", Tracking = "tracking", Workers = "workers";

    private static readonly string[] _answered = ["loss=0", "errors<0.1%"];
    private static readonly string[] _compatible = [.. _answered, "audio-chunk.p99<100ms", "rest-transcribe.p99<200ms"];

    public static IReadOnlyList<Profile> All { get; } =
    [
        Users("mixed-100", "100 users who stream, transcribe over HTTP and ask for health, 7 to 3 to 1", SpeechModes.Mixed, 100, 60),
        Users("mixed-200", "the same, 200 of them", SpeechModes.Mixed, 200, 45),
        Users("mixed-300", "300 users, a third each: streams only, HTTP only, and mixed", SpeechModes.Classes, 300, 30),
        Talkers("realtime-500", "500 talkers in real time, binary PCM", 500, 30) with { Group = RealTime },
        Talkers("realtime-1000", "1,000 talkers in real time, binary PCM", 1_000, 30) with { Group = RealTime },
        Talkers("connections-5000", "5,000 connections of which one in ten talks, binary PCM", 5_000, 60, (SpeechParameters.Talking, "10")),
        Held("memory-idle-200", "200 silent sessions: what does one weigh?", 200),
        Held("memory-idle-1000", "1,000 silent sessions, for the difference", 1_000),
        Talkers("memory-talking-100", "100 talkers: what does one weigh?", 100, 20) with { Group = Memory },
        Talkers("memory-talking-500", "500 talkers, for the difference", 500, 20) with { Group = Memory },
        Talkers("tracked", "300 talkers, sessions tracked", 300, 20) with { Group = Tracking },
        Talkers("untracked", "the same without the tracking of sessions", 300, 20, (SpeechParameters.SessionTracking, "false")) with { Group = Tracking },
        Talkers("workers-1", "600 talkers, one worker process", 600, 20) with { Group = Workers },
        Talkers("workers-2", "the same, two worker processes", 600, 20, (SpeechParameters.Workers, "2")) with { Group = Workers },
        Talkers("workers-4", "the same, four worker processes", 600, 20, (SpeechParameters.Workers, "4")) with { Group = Workers },
        new Profile
        {
            Name = "startup",
            Description = "one user who asks for health: how long does the target take to start?",
            Mode = SpeechModes.Health,
            Clients = 1,
            Duration = TimeSpan.FromSeconds(2),
            WarmUp = TimeSpan.Zero,
            Thresholds = _answered,
        },
    ];

    private static Profile Users(string name, string description, string mode, int clients, int seconds) => new()
    {
        Name = name,
        Group = Mixed,
        Description = description,
        Mode = mode,
        Clients = clients,
        Duration = TimeSpan.FromSeconds(seconds),
        WarmUp = TimeSpan.FromSeconds(5),
        Thresholds = _compatible,
    };

    private static Profile Talkers(string name, string description, int clients, int seconds, params (string Name, string Value)[] parameters) => new()
    {
        Name = name,
        Description = description,
        Mode = SpeechModes.Stream,
        Clients = clients,
        Duration = TimeSpan.FromSeconds(seconds),
        WarmUp = TimeSpan.FromSeconds(5),
        Parameters = parameters.Append((SpeechParameters.Encoding, "binary")).ToDictionary(parameter => parameter.Item1, parameter => parameter.Item2, StringComparer.Ordinal),
        Thresholds = [.. _answered, "audio-chunk.p99<100ms"],
    };

    private static Profile Held(string name, string description, int clients) => new()
    {
        Name = name,
        Group = Memory,
        Description = description,
        Mode = SpeechModes.Idle,
        Clients = clients,
        Duration = TimeSpan.FromSeconds(15),
        WarmUp = TimeSpan.FromSeconds(5),
        Thresholds = _answered,
    };
}
