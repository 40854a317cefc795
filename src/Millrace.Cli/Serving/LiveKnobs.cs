using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Serving;

/// <summary>Every option of `millrace serve live`, in the order of its help page.</summary>
internal sealed class LiveKnobs
{
    private const string Port = ServeKnobs.Addresses;
    private const string Sessions = "sessions";
    private const string Memory = "memory";
    private const string Events = "events and rendering";
    private const string State = "kept state";

    public ServeKnobs Shared { get; } = new("8090", "Health, metrics, sessions and their memory");

    public Knob<string?> Certificate { get; } = new(Port, "--cert", "file", "PEM file with the certificate and its chain; makes the port https and wss.");

    public Knob<string?> Key { get; } = new(Port, "--key", "file", "PEM file with the private key.", "in the file of --cert");

    public Knob<string[]> Origin { get; } = new(Port, "--origin", "url", "Web origin whose pages may open the WebSocket, or *; repeatable.", "the server's own", "--origin https://example.org");

    public Knob<string[]> AllowedHost { get; } = new(Port, "--allowed-host", "name",
        "Host name that browsers may call the server by, beside localhost, addresses and the hosts of --origin; others get 421; repeatable.", "on loopback none, else every name", "--allowed-host live.example.org");

    public Knob<string?> Csp { get; } = new(Port, "--csp", "policy", "Content-Security-Policy of the pages; an empty one sends none.", "everything from the same origin alone, no inline script or style", "--csp \"default-src 'self'; img-src *\"");

    public Knob<bool> Bench { get; } = new(Port, "--bench", null, "Serve the page that `millrace run live` drives, /bench?list=N, beside the examples.");

    public Knob<string?> MaxSessions { get; } = new(Sessions, "--max-sessions", "count", "Sessions at most; a further page is answered with 503.", "20000");

    public Knob<string?> MaxPerAddress { get; } = new(Sessions, "--max-per-address", "count",
        "Sessions at most from one IPv4 address or IPv6 /64 network: its oldest without a connection makes room, else 429; 0 for no limit.", "100", "--max-per-address 1000");

    public Knob<string?> MaxPending { get; } = new(Sessions, "--max-pending", "count", "Pages served at most whose WebSocket has not come yet; the oldest makes room.", "4096");

    public Knob<string?> PendingWindow { get; } = new(Sessions, "--pending-window", "time", "How long such a page is waited for.", "30s");

    public Knob<string?> MaxDetached { get; } = new(Sessions, "--max-detached", "count", "Sessions kept at most that have lost their connection; the least recently used makes room.", "10000");

    public Knob<string?> ResumeWindow { get; } = new(Sessions, "--resume-window", "time", "How long such a session waits for its client to come back; 0 ends it with its connection.", "5m");

    public Knob<string?> IdleTimeout { get; } = new(Sessions, "--idle-timeout", "time", "A session without an event for this long is closed; 0 never closes it.", "1h");

    public Knob<string?> Heartbeat { get; } = new(Sessions, "--heartbeat", "time", "How often a client that is otherwise silent pings; one that is silent for three times as long is detached.", "20s");

    public Knob<string?> HelloTimeout { get; } = new(Sessions, "--hello-timeout", "time", "How long a WebSocket may take to say hello.", "10s");

    public Knob<string?> SendTimeout { get; } = new(Sessions, "--send-timeout", "time", "A client that takes nothing of what is sent to it for this long is detached.", "10s");

    public Knob<string?> MaxSessionMemory { get; } = new(Memory, "--max-session-memory", "size", "What one session may take; one that needs more is closed and told so; 0 for no limit.", "2MiB", "--max-session-memory 200KiB");

    public Knob<string?> MaxTotalMemory { get; } = new(Memory, "--max-total-memory", "size",
        "What all sessions may take together: from 80 % of it detached ones make room, from 90 % no new one is taken, from 95 % connected ones are closed too; 0 for no limit.", "1GiB");

    public Knob<string?> WindowFrames { get; } = new(Memory, "--window-frames", "count", "Patch frames that a client may leave unacknowledged; then its session is not rendered.", "16");

    public Knob<string?> WindowBytes { get; } = new(Memory, "--window-bytes", "size", "The same in bytes.", "64KiB");

    public Knob<string?> EventRate { get; } = new(Events, "--event-rate", "per second", "Events a second that one session may raise; those above wait; 0 for no limit.", "100", "--event-rate 20");

    public Knob<string?> EventBurst { get; } = new(Events, "--event-burst", "count", "How many of them may come at once after a silence.", "200");

    public Knob<string?> FloodTimeout { get; } = new(Events, "--flood-timeout", "time", "A session that had to be held back for this long without a pause is closed.", "30s");

    public Knob<string?> MaxFrame { get; } = new(Events, "--max-frame", "size", "Largest frame of a client; a larger one ends its connection with 1009.", "64KiB");

    public Knob<string?> MaxPosts { get; } = new(Events, "--max-posts", "count", "Actions posted to one session that may wait for it; one more fails the session.", "10000");

    public Knob<string?> RenderRounds { get; } = new(Events, "--render-rounds", "count", "Rounds of rendering for one change; a page that goes on for ever is stopped there.", "100");

    public Knob<string?> RenderNodes { get; } = new(Events, "--render-nodes", "count", "Nodes that one change may make.", "200000");

    public Knob<string?> StateFolder { get; } = new(State, "--state-folder", "folder",
        "What components keep over a restart, and the key that tokens are signed with.", "in memory: after a restart every page is new", "--state-folder /var/lib/millrace/live");

    public Knob<string?> SaveDelay { get; } = new(State, "--save-delay", "time", "How soon a change of it is written.", "1s");

    public Knob<string?> TokenLifetime { get; } = new(State, "--token-lifetime", "time", "How long it is kept, and how long a page's token is good for once its session is gone.", "1d");

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All =>
    [
        Shared.Host, Shared.Port, Certificate, Key, Origin, AllowedHost, Csp, Bench,
        MaxSessions, MaxPerAddress, MaxPending, PendingWindow, MaxDetached, ResumeWindow, IdleTimeout, Heartbeat, HelloTimeout, SendTimeout,
        MaxSessionMemory, MaxTotalMemory, WindowFrames, WindowBytes,
        EventRate, EventBurst, FloodTimeout, MaxFrame, MaxPosts, RenderRounds, RenderNodes,
        StateFolder, SaveDelay, TokenLifetime,
        .. Shared.OfTheProcess.Where(option => option != Shared.Shards && option != Shared.Loop), // it stands on ASP.NET Core
    ];
}
