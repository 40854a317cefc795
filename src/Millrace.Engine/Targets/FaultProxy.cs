using System.Globalization;
using System.Net;
using Millrace.Faults;

namespace Millrace.Engine.Targets;

/// <summary>
/// The fault proxy of a run: this same executable as <c>millrace proxy</c>, in a process of its own between clients and target, so that its work is neither side's.
/// It listens on loopback only. It lives as long as the run, through every restart of the target, whose addresses stay.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    /// <summary>The proxy that carries the load.</summary>
    public const string ToTarget = "target";

    private const string ToEcho = "echo";

    // Beside the clients' own, for those that come back while the proxy still holds their last connection.
    private const int SpareConnections = 1_000;

    private readonly TargetProcess _process;

    private readonly ProxyClient _echo;
    private readonly ProxyClient _target;

    private FaultProxy(TargetProcess process, Uri api, FaultScope transport, CpuSet? cpus, IPEndPoint address, IPEndPoint echo)
    {
        (_process, Transport, Cpus, Address, Echo) = (process, transport, cpus, address, echo);
        (_target, _echo) = (new ProxyClient(api, ToTarget, transport), new ProxyClient(api, ToEcho, transport));
    }

    /// <summary>What it carries.</summary>
    public FaultScope Transport { get; }

    /// <summary>The processors that it was given, or null.</summary>
    public CpuSet? Cpus { get; }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Address { get; }

    /// <summary>The way through it to the echo that its cost is measured with.</summary>
    public IPEndPoint Echo { get; }

    /// <summary>Where faults are put.</summary>
    public IFaultPath Path => _target;

    /// <summary>Its process.</summary>
    public ProcessIdentity Process => _process.Identity;

    /// <summary>Completes when it has ended.</summary>
    public Task<ProcessExit> Exited => _process.Exited;

    /// <summary>The last lines that it wrote on standard error.</summary>
    public IReadOnlyList<string> LastErrorLines => _process.LastErrorLines;

    /// <summary>
    /// Puts a fault that does nothing on the way to the echo and takes it off again: the first call of each kind costs both sides tens of milliseconds, which must not be
    /// those between a fault's planned time and its own. Throws <see cref="FaultException"/>.
    /// </summary>
    public async Task RehearseAsync(CancellationToken cancellationToken)
    {
        var nothing = Transport == FaultScope.Udp
            ? new PathFault("rehearsal", "loss", "both", 0, new Dictionary<string, double>(StringComparer.Ordinal) { ["probability"] = 0 })
            : new PathFault("rehearsal", "latency", "downstream", 0, new Dictionary<string, double>(StringComparer.Ordinal) { ["latency"] = 0, ["jitter"] = 0 });
        await _echo.AddAsync(nothing, cancellationToken).ConfigureAwait(false);
        await _echo.RemoveAsync(nothing.Name, cancellationToken).ConfigureAwait(false);
        _ = await _target.DescribeAsync(cancellationToken).ConfigureAwait(false); // opens this client's own connection
    }

    /// <summary>Starts it before <paramref name="target"/>, and beside that before <paramref name="echo"/>. Throws <see cref="TargetException"/>.</summary>
    public static async Task<FaultProxy> StartAsync(
        TargetProgram program, Uri target, IPEndPoint echo, FaultScope transport, long seed, int clients, CpuSet? cpus, CancellationToken cancellationToken)
    {
        string scheme = transport == FaultScope.Udp ? "udp://" : "tcp://";
        string upstream = $"{(target.HostNameType == UriHostNameType.IPv6 ? target.Host : target.IdnHost)}:{target.Port.ToString(CultureInfo.InvariantCulture)}";
        List<string> arguments =
        [
            "proxy", "--listen", "127.0.0.1:0", "--ready-json",
            "--seed", seed.ToString(CultureInfo.InvariantCulture),
            "--max-connections", Math.Max(10_000, (2 * clients) + SpareConnections).ToString(CultureInfo.InvariantCulture),
            "--proxy", $"{ToTarget}={scheme}127.0.0.1:0>{scheme}{upstream}",
            "--proxy", $"{ToEcho}={scheme}127.0.0.1:0>{scheme}{echo}",
        ];

        TargetProcess process = await TargetProcess.StartAsync(
            new TargetLaunch { Role = "the fault proxy", Program = program, Arguments = arguments, Cpus = cpus }, arguments, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        try
        {
            Uri api = process.Ready.Addresses.Values.FirstOrDefault(address => address.Scheme == Uri.UriSchemeHttp) ?? throw Unannounced("http address for its API");
            return new FaultProxy(process, api, transport, cpus, EndPointOf(process.Ready, ToTarget), EndPointOf(process.Ready, ToEcho));
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends it; connections through it are closed.</summary>
    public async ValueTask DisposeAsync()
    {
        _target.Dispose();
        _echo.Dispose();
        await _process.StopAsync().ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    private static IPEndPoint EndPointOf(ReadyLine ready, string name) =>
        ready.Addresses.GetValueOrDefault(name) is { } address && IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip)
            ? new IPEndPoint(ip, address.Port)
            : throw Unannounced($"address '{name}'");

    private static TargetException Unannounced(string what) => new($"the fault proxy announced no {what}");
}
