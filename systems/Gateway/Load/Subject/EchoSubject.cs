using Millrace.Gateway.Client;
using Millrace.Gateway.Load.Rooms;

namespace Millrace.Gateway.Load.Subject;

/// <summary>
/// The backend that the lab puts behind a gateway: it lets everybody in, into the room that the path names. What a client of a room named <c>room…</c> sends goes to the
/// whole room; what any other client sends goes back to it.
/// </summary>
public static class EchoSubject
{
    /// <summary>Serves until <paramref name="stop"/>, then drains.</summary>
    /// <exception cref="GatewayRefusedException">The gateway does not take it, mostly for a wrong secret.</exception>
    /// <exception cref="ArgumentException">The options are wrong; the message says all that is.</exception>
    public static async Task RunAsync(EchoSubjectOptions options, Action<string> complain, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(complain);
        var backend = new GatewayBackend(new GatewayBackendOptions
        {
            Gateway = options.Gateway,
            Connections = options.Connections,
            Acknowledge = options.Acknowledge,
            Name = options.Name,
            Secret = options.Secret,
            // A gateway that is killed and started again is to find its backend there before its clients.
            MaxReconnectDelay = TimeSpan.FromMilliseconds(200),
        })
        {
            OnConnecting = static (request, _) => new(ConnectionVerdict.Accept(room: request.Path)),
            OnError = error => complain(error.ToString() ?? ""),
        };
        await using (backend.ConfigureAwait(false))
        {
            backend.OnMessage = (client, message, cancel) => RoomAddress.IsRoom(client.Room)
                ? backend.SendToRoomAsync(client.Room, message.Bytes, message.IsBinary, cancel)
                : client.SendAsync(message.Bytes, message.IsBinary, cancel);
            await backend.RunAsync(stop).ConfigureAwait(false);
        }
    }
}
