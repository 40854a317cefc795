using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Workers;

namespace Millrace.Speech.Host.Workers;

/// <summary>A server as one of several behind a port.</summary>
internal sealed partial class SpeechWorker : ISystemServer
{
    private readonly WorkerPlace _place;
    private readonly SpeechServer _server;
    private readonly int _supervisor = ParentId();
    private AllWorkers? _all;

    public SpeechWorker(SpeechOptions options, WorkerPlace place, ILoggerFactory logs)
    {
        _place = place;
        _server = SpeechServer.Create(options with { Port = place.Port }, logs, null, new SpeechHooks
        {
            Listen = endPoint => SharedPort.Bind((IPEndPoint)endPoint),
            Directory = engine => _all = new AllWorkers(engine.OwnDirectory, place),
        });
    }

    public string System => _server.System;

    public ServerHealth Health => _server.Health;

    public IReadOnlyList<AdminPage> AdminPages => [.. _server.AdminPages, .. new SiblingPages(_server.Engine.OwnDirectory).Pages];

    public Action? Reload => _server.Reload;

    public ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken) => _server.StartAsync(cancellationToken);

    public void Started() => _server.Started();

    public ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken) => _server.DrainAsync(limit, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _all?.Dispose();
        RemoveTraces();
    }

    // The supervisor removes the folder; where it was killed, the last worker does.
    private void RemoveTraces()
    {
        try
        {
            File.Delete(_place.SocketOf(_place.Index));
            if (ParentId() != _supervisor)
            {
                Directory.Delete(_place.Folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Expected where other workers are still there.
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ParentId();
}
