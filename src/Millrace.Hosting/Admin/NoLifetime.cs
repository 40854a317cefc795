using Microsoft.Extensions.Hosting;

namespace Millrace.Hosting.Admin;

/// <summary>The host's own lifetime would take SIGTERM and SIGINT from the server's.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
