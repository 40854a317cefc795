// A chat behind the gateway: whoever joins a room learns who is there, what is said, and who comes and goes.
//
//   chat [GATEWAY] [PAGE-PORT]     by default tcp://127.0.0.1:8081 and 8090; README.md has the two commands
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Millrace.Gateway.Client;
using Millrace.Samples.Chat;

using var stop = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var page = new PageServer(args.Length > 1 ? int.Parse(args[1], null) : 8090, stop.Token);
Console.WriteLine($"The page is at {page.Address}; the gateway must admit it: --origin {page.Address.TrimEnd('/')}");

ConcurrentDictionary<string, ConnectedClient> here = [];
await using var backend = new GatewayBackend(new() { Gateway = new(args.Length > 0 ? args[0] : "tcp://127.0.0.1:8081"), Name = "chat" });

// The page connects to /ws/<room>/<name>.
backend.OnConnecting = (request, _) => new(request.Segments is [_, { Length: <= 40 } room, { Length: <= 40 } name]
    ? ConnectionVerdict.Accept(room: room).WithMetadata(new Person(name), ChatJson.Default.Person)
    : ConnectionVerdict.Refuse(404, "Connect to /ws/<room>/<name>, each of at most 40 characters."));

backend.OnConnected = async (client, cancel) =>
{
    string[] others = [.. here.Values.Where(other => other.Room == client.Room).Select(NameOf)];
    here[client.Id] = client;
    await client.SendAsync(Line(new("here", Names: others)), stop: cancel);
    await backend.SendToRoomAsync(client.Room, Line(new("joined", NameOf(client))), stop: cancel);
};

backend.OnMessage = (client, message, cancel) =>
{
    here.TryAdd(client.Id, client); // it came while another chat program was running
    return backend.SendToRoomAsync(client.Room, Line(new("said", NameOf(client), message.Text)), stop: cancel);
};

backend.OnDisconnected = (client, cancel) =>
{
    here.TryRemove(client.Id, out ConnectedClient? _);
    return backend.SendToRoomAsync(client.Room, Line(new("left", NameOf(client))), stop: cancel);
};

// A gateway that is gone says nothing of its clients: they join again, or show themselves by speaking.
backend.OnError += error => { if (error.Kind == BackendErrorKind.ConnectionLost) { here.Clear(); } };
await backend.RunAsync(stop.Token);

static string NameOf(ConnectedClient client) => client.Metadata(ChatJson.Default.Person)!.Name;
static byte[] Line(ChatLine line) => JsonSerializer.SerializeToUtf8Bytes(line, ChatJson.Default.ChatLine);
void End(PosixSignalContext signal) => (signal.Cancel, _) = (true, stop.CancelAsync());

internal sealed record Person(string Name);

internal sealed record ChatLine(string Type, string Name = "", string Text = "", string[]? Names = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Person)), JsonSerializable(typeof(ChatLine))]
internal sealed partial class ChatJson : JsonSerializerContext;
