using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Live.Load.Clients;
using Millrace.Live.Load.Stories;
using Millrace.Shards;

namespace Millrace.Live.Load;

/// <summary>Server-driven UI as the lab sees it: any Live server will do as its target, with any page that echoes what is typed.</summary>
public sealed class LiveSystem : ISystemUnderLoad
{
    /// <summary>The most sessions that the server's option takes: for who asks for no limit.</summary>
    internal const int NoLimit = 10_000_000;

    private const string StateFolder = "--state-folder";

    private readonly ConditionalWeakTable<Scenario, LiveRun> _runs = [];
    private readonly ConditionalWeakTable<Shard, ArrayBufferWriter<byte>> _frames = [];

    /// <inheritdoc/>
    public SystemInfo Info => LiveModes.Info;

    /// <inheritdoc/>
    public IReadOnlyList<Profile> Profiles => LiveProfiles.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return [.. LiveSettings.Validate(scenario), .. ClientTls.Validate(scenario.Tls)];
    }

    /// <inheritdoc/>
    public TargetRecipe Embedded(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        LiveSettings settings = LiveSettings.Of(scenario);

        // All clients share one address, and how fast they type is the load's business: those limits would be the lab's own. Who asks for one gets it.
        (string Option, string Value)[] own =
        [
            ("--max-sessions", Text(settings.MaxSessions == 0 ? NoLimit : settings.MaxSessions)),
            ("--max-session-memory", Text(settings.MaxSessionBytes)),
            ("--max-total-memory", Text(settings.MaxTotalBytes)),
            ("--max-per-address", "0"),
            ("--max-pending", Text(Math.Clamp(scenario.Clients, 4096, 1_000_000))),
            ("--event-rate", "0"),
        ];
        IEnumerable<string> options = own.Where(each => !OptionWords.Names(settings.Serve, each.Option)).SelectMany(each => (string[])[each.Option, each.Value]);
        return new(["serve", "live", "--bench", "--port", "0", .. options, .. settings.Serve, "--ready-json"], "live")
        {
            FolderOption = settings.KeepsState && !OptionWords.Names(settings.Serve, StateFolder) ? StateFolder : null,
        };
    }

    /// <inheritdoc/>
    public VirtualClient NewClient(ClientSeat seat)
    {
        ArgumentNullException.ThrowIfNull(seat);
        return new LiveClient(RunOf(seat.Scenario), _frames.GetValue(seat.Shard, static _ => new ArrayBufferWriter<byte>(256)));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, double>> AskTargetAsync(Uri admin, CancellationToken cancellationToken) => SessionInquiry.AskAsync(admin, cancellationToken);

    /// <inheritdoc/>
    public void Tell(RunStory story)
    {
        ArgumentNullException.ThrowIfNull(story);
        LiveStory.Tell(story, RunOf(story.Scenario));
    }

    private LiveRun RunOf(Scenario scenario) => _runs.GetValue(scenario, static scenario => new LiveRun(scenario));

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
