namespace Millrace.Hosting.Admin;

/// <summary>What the admin endpoint may know of a server.</summary>
internal sealed class AdminView(ISystemServer server, Func<ServerStage> stage)
{
    public string System => server.System;

    public IReadOnlyList<AdminPage> Pages => server.AdminPages;

    public ServerStage Stage => stage();

    public ServerHealth Health => server.Health;

    public ValueTask<string> AllMetricsAsync(string own, CancellationToken cancellationToken) => server.AllMetricsAsync(own, cancellationToken);

    public bool IsReady => Stage == ServerStage.Ready && Health.IsReady;

    public string Readiness => Stage switch
    {
        ServerStage.Draining => "draining",
        ServerStage.Ready => Health.Detail,
        ServerStage.Starting => "starting",
        _ => "ended",
    };
}
