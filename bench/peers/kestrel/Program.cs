// WebSocket echo on ASP.NET Core's own UseWebSockets: the slim host, no logging, a receive-and-send loop per connection.
// With --lean a connection that is silent holds no buffer: it waits with an empty receive and then borrows one.
using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

int port = 0;
bool lean = false;
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--port" && i + 1 < args.Length && int.TryParse(args[i + 1], out port))
    {
        i++;
        continue;
    }
    if (args[i] == "--lean")
    {
        lean = true;
        continue;
    }
    Console.Error.WriteLine($"KestrelEcho: unknown argument '{args[i]}'; usage: KestrelEcho [--port N] [--lean]");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
var app = builder.Build();
app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
app.Run(async context =>
{
    if (!context.WebSockets.IsWebSocketRequest)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return;
    }
    using var socket = await context.WebSockets.AcceptWebSocketAsync();
    await (lean ? EchoLeanAsync(socket) : EchoAsync(socket));
});

await app.StartAsync();
var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
Console.WriteLine($"ready {new Uri(address).Port}");
await app.WaitForShutdownAsync();
return 0;

static async Task EchoAsync(WebSocket socket)
{
    var buffer = new byte[4096];
    try
    {
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return;
            }
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
        }
    }
    catch (WebSocketException)
    {
        // A load client that ends without a closing handshake is expected.
    }
}

static async Task EchoLeanAsync(WebSocket socket)
{
    try
    {
        while (true)
        {
            var first = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            if (first.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return;
            }
            if (first.EndOfMessage)
            {
                await socket.SendAsync(Memory<byte>.Empty, first.MessageType, true, CancellationToken.None);   // an empty message is over with that
                continue;
            }
            var buffer = ArrayPool<byte>.Shared.Rent(4096);
            try
            {
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    if (received.MessageType == WebSocketMessageType.Close)
                    {
                        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                        return;
                    }
                    await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
                }
                while (!received.EndOfMessage);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
    catch (WebSocketException)
    {
        // As above.
    }
}
