using System.Collections.Concurrent;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Millrace.Engine;
using Millrace.Engine.Http;
using Millrace.Engine.Running;
using Millrace.Shards;
using Millrace.Speech.Load.Audio;
using Millrace.Speech.Wire;
using Millrace.WebSockets;

namespace Millrace.Speech.Load.Clients;

/// <summary>What the clients of one run share over all shards: settings, audio, requests, and the first example of each thing that went wrong.</summary>
internal sealed class SpeechRun
{
    private readonly ConcurrentDictionary<string, string> _examples = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<Shard, ShardTally> _tallies = [];
    private readonly ConcurrentQueue<ShardTally> _all = new();
    private readonly ConditionalWeakTable<Shard, StreamWatch> _watches = [];
    private readonly Lazy<IReadOnlyList<Clip>> _clips;
    private readonly SslClientAuthenticationOptions? _tls;
    private readonly Scenario _scenario;

    public SpeechRun(Scenario scenario)
    {
        _scenario = scenario;
        Settings = SpeechSettings.Of(scenario);
        Talkers = SpeechModes.Talkers(scenario.Clients, Settings.TalkingPercent);
        _clips = new Lazy<IReadOnlyList<Clip>>(MakeClips);
        _tls = ClientTls.For(scenario);
        Key = ApiKeys.Read(Settings.ApiKeyFile);
        HttpFields headers = [];
        if (Key is not null)
        {
            headers.Add("Authorization", $"Bearer {Key}");
        }

        Socket = new WebSocketClientOptions
        {
            ConnectTimeout = scenario.ConnectTimeout,
            ConnectTo = scenario.Via,
            Tls = _tls,
            Headers = headers,
            Connection = new WebSocketOptions
            {
                MaxMessageBytes = 256 * 1024,
                // A server that reads nothing for a while is what we measure: some seconds of audio wait here, then the next send waits.
                MaxSendQueueBytes = Math.Max(512 * 1024, 8 * Settings.ChunkBytes),
                SendTimeout = TimeSpan.FromHours(1),
                CloseTimeout = TimeSpan.FromSeconds(2),
            },
        };
    }

    public SpeechSettings Settings { get; }

    /// <summary>How many clients talk, in mode stream.</summary>
    public int Talkers { get; }

    /// <summary>The API key that clients show; null for none.</summary>
    public string? Key { get; }

    /// <summary>How a WebSocket is opened.</summary>
    public WebSocketClientOptions Socket { get; }

    /// <summary>What is said, ready to be sent.</summary>
    public IReadOnlyList<Clip> Clips => _clips.Value;

    /// <summary>The first example of each thing that went wrong, by its word.</summary>
    public IReadOnlyDictionary<string, string> Examples => _examples;

    /// <summary>Keeps the words for something that went wrong, where it is the first of its kind.</summary>
    public void Note(string kind, string words) => _examples.TryAdd(kind, words);

    /// <summary>What a shard's clients measure.</summary>
    public ShardTally TallyOf(Shard shard) => _tallies.GetValue(shard, _ =>
    {
        var tally = new ShardTally();
        _all.Enqueue(tally);
        return tally;
    });

    /// <summary>What all shards measured.</summary>
    public ShardTally Total() => ShardTally.Sum(_all);

    /// <summary>Looks after the streams of a shard that wait for an answer.</summary>
    public StreamWatch WatchOf(Shard shard) => _watches.GetValue(shard, shard => new StreamWatch(shard, Ticks.From(_scenario.OperationTimeout)));

    /// <summary>The WebSocket of a target, which may be named by its server or by the WebSocket itself.</summary>
    public static Uri SocketOf(Uri target) => new($"{(IsEncrypted(target) ? Uri.UriSchemeWss : Uri.UriSchemeWs)}://{target.Authority}{BaseOf(target)}{SpeechProtocol.StreamPath}");

    /// <summary>A path of a target over HTTP.</summary>
    public static string PathOf(Uri target, string path) => BaseOf(target) + path;

    /// <summary>The way to a target over HTTP.</summary>
    public HttpRoute RouteTo(Uri target) => new(HttpOf(target), _scenario.Via, _tls);

    /// <summary>The target as a server of HTTP.</summary>
    public static Uri HttpOf(Uri target) => new($"{(IsEncrypted(target) ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{target.Authority}/");

    private static bool IsEncrypted(Uri target) => target.Scheme == Uri.UriSchemeHttps || target.Scheme == Uri.UriSchemeWss;

    // A service behind a proxy may have its API below a path of its own.
    private static string BaseOf(Uri target)
    {
        string path = target.AbsolutePath.TrimEnd('/');
        return path.EndsWith(SpeechProtocol.StreamPath, StringComparison.Ordinal) ? path[..^SpeechProtocol.StreamPath.Length] : path;
    }

    private IReadOnlyList<Clip> MakeClips()
    {
        try
        {
            return ClipSources.Make(Settings, _scenario.Seed);
        }
        catch (IOException e)
        {
            throw new LabException([$"The audio cannot be made: {e.Message}"], e);
        }
    }
}
