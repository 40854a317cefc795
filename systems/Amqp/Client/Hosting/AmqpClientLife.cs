using Microsoft.Extensions.Hosting;

namespace Millrace.Amqp.Hosting;

/// <summary>Connects the client when the host starts, before the services that were added after it, and closes it after they have stopped.</summary>
internal sealed class AmqpClientLife(AmqpClient client) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => client.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => client.CloseAsync(cancellationToken);
}
