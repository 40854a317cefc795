using System.Text;
using static Millrace.Gateway.Tests.Client.ScriptedConnection;

namespace Millrace.Gateway.Tests.Client;

public sealed class EchoBackendAllocationTests
{
    [Fact(Timeout = 120_000)]
    public async Task Message_that_is_echoed_as_bytes_allocates_nothing()
    {
        long onLoop = 0;
        List<long> readings = [];
        await using ScriptedGateway gateway = new();
        await using RunningBackend backend = new(gateway, handle: it => it.OnMessage = (client, message, stop) =>
        {
            // Handlers that complete at once run on the reading loop: what its thread allocates from one to the last of a batch is what messages cost.
            long now = GC.GetAllocatedBytesForCurrentThread();
            if (message.Bytes.Span.SequenceEqual("first"u8))
            {
                onLoop = now;
            }
            else if (message.Bytes.Span.SequenceEqual("last"u8))
            {
                readings.Add(now - onLoop);
            }

            return client.SendAsync(message.Bytes, stop: stop);
        });
        await using ScriptedConnection connection = await gateway.WelcomeAsync();

        // One read brings a batch of about this size; several batches, because a collection of another test's may charge one of them.
        for (int round = 0; round < 40; round++)
        {
            long before = round * 60L;
            string lines = string.Concat(Enumerable.Range(1, 60).Select(n => Message(before + n, "c", n switch { 1 => "first", 60 => "last", _ => new string('x', 64) }) + "\n"));
            await connection.Stream.WriteAsync(Encoding.UTF8.GetBytes(lines), TestContext.Current.CancellationToken);
            for (int n = 0; n < 60; n++)
            {
                await connection.ReadMessageAsync();
            }

            await connection.ReadAckAsync(before + 60);
        }

        Assert.NotEmpty(readings);
        Assert.Equal(0, readings.Where(bytes => bytes >= 0).Min());
    }
}
