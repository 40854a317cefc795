using RabbitMQ.Client;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>The end of a dead connection's objects. The library's own end may take 5 s or, where it holds a lock against itself, for ever: nobody waits for it.</summary>
internal static class Burial
{
    /// <summary>Cuts the socket, which ends every wait of the library, and gives the rest to the pool.</summary>
    public static void Of(IConnection connection, LinkStream? stream)
    {
        stream?.Abort();
        _ = Task.Run(() => DisposeAsync(connection));
    }

    private static async Task DisposeAsync(IConnection connection)
    {
        try
        {
            // First its own end, as far as it comes: disposing in the middle of it would leave its timers running.
            await connection.AbortAsync().ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever a dead connection has to say: it was said when it was lost.
        }
    }
}
