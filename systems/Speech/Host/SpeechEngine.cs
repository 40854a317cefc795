using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Speech.Host.Metrics;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Security;
using Millrace.Speech.Host.Sessions;
using Millrace.Speech.Host.Workers;
using Millrace.WebSockets;

namespace Millrace.Speech.Host;

/// <summary>What everything in one server shares.</summary>
internal sealed class SpeechEngine : IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    private Periodic? _looking;

    public SpeechEngine(SpeechOptions options, IRecogniser recogniser, ILoggerFactory logs, TimeProvider time, Func<SpeechEngine, ISessionDirectory>? directory = null)
    {
        (Options, Recogniser, Logs, Time) = (options, recogniser, logs, time);
        Log = logs.CreateLogger("Millrace.Speech");
        Hosts = options.ToHostPolicy();
        Keys = ApiKeys.OfFile(options.ApiKeyFile);
        Clock = new SpeechClock(time);
        Sessions = new SessionTable(this);
        Sweep = new Sweep(this);
        OwnDirectory = new OwnDirectory(this);
        Directory = directory?.Invoke(this) ?? OwnDirectory;
        Metrics = new SpeechMetrics(this);
    }

    public SpeechOptions Options { get; }

    public IRecogniser Recogniser { get; }

    public ILoggerFactory Logs { get; }

    public ILogger Log { get; }

    public TimeProvider Time { get; }

    public SpeechClock Clock { get; }

    public HostPolicy Hosts { get; }

    /// <summary>The keys that open the service; null where everybody may.</summary>
    public ApiKeys? Keys { get; }

    /// <summary>Who is there, and who may come.</summary>
    public SessionTable Sessions { get; }

    public Sweep Sweep { get; }

    public SpeechCounters Counters { get; } = new();

    /// <summary>Where the time of a chunk goes.</summary>
    public StageTimes Stages { get; } = new();

    public SpeechMetrics Metrics { get; }

    /// <summary>The sessions of this process.</summary>
    public ISessionDirectory OwnDirectory { get; }

    /// <summary>The sessions that the HTTP routes tell of: of this process, or of all workers.</summary>
    public ISessionDirectory Directory { get; }

    /// <summary>The sessions of requests over HTTP.</summary>
    public RequestSessions Requests => new(this);

    /// <summary>Why the recogniser failed last, for the log.</summary>
    public string LastFailure { get; set; } = "";

    /// <summary>True once nobody new is taken.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>True where a new session would be taken and could be heard.</summary>
    public bool IsReady => !IsDraining && Sessions.Count < Options.MaxSessions && Recogniser.IsReady;

    public string Summary =>
        IsDraining ? $"draining, {Sessions.Count} sessions left" : $"{Sessions.Count} of {Options.MaxSessions} sessions; {Recogniser.Name}: {Recogniser.Summary}";

    /// <summary>Begins to look after sessions.</summary>
    public void Start()
    {
        TimeSpan period = Options.CleanupInterval < s_look ? Options.CleanupInterval : s_look;
        _looking = Periodic.Start("Looking after sessions", period, Time, _ => Sweep.LookAsync(), Log);
    }

    /// <summary>Takes nobody new, asks everybody to go, and cuts off who is still there after a while. True where everybody went.</summary>
    public async ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        IsDraining = true;
        SpeechLog.Draining(Log, Sessions.Count);
        bool left = await Sweep.EmptyAsync(limit, cancellationToken).ConfigureAwait(false);
        return left;
    }

    public async ValueTask DisposeAsync()
    {
        IsDraining = true;
        Sweep.CutAll();
        if (_looking is { } looking)
        {
            await looking.DisposeAsync().ConfigureAwait(false);
        }

        await Recogniser.DisposeAsync().ConfigureAwait(false);
        Metrics.Dispose();
    }
}
