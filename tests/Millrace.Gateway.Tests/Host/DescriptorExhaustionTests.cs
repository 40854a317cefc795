using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host;

/// <summary>Alone, because the limit of descriptors is the whole process's.</summary>
[Collection(nameof(DescriptorExhaustionTests)), CollectionDefinition(nameof(DescriptorExhaustionTests), DisableParallelization = true)]
public sealed partial class DescriptorExhaustionTests
{
    private const int FileDescriptors = 7; // RLIMIT_NOFILE

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Out_of_descriptors_it_pauses_keeps_its_clients_and_recovers(ShardKind kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sets Linux's limit.");
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { Shards = 1 });
        using ClientWebSocket other = await gateway.ConnectAsync();
        await EchoTests.AssertEchoesAsync(other, WebSocketMessageType.Text, "warm"u8.ToArray());
        using RawClient late = new(); // Its descriptor is its own already; only the server's end is missing.
        await ExhaustedAsync(async () =>
        {
            await late.ConnectAsync(gateway.Port);
            await late.SendAsync(RawClient.Upgrade());
            await gateway.UntilAsync(() => gateway.Sum(c => c.AcceptPauses) >= 3);
            await EchoTests.AssertEchoesAsync(other, WebSocketMessageType.Text, "still here"u8.ToArray());
        });

        Assert.StartsWith("HTTP/1.1 101 ", await late.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.True(gateway.Server.Health.IsLive);
        string log = gateway.CloseLog();
        Assert.Contains("error Millrace.Gateway[2001] Shard 0 cannot accept (1 times since the last such line): ", log, StringComparison.Ordinal);
        Assert.Contains("info Millrace.Gateway[2002] Shard 0 accepts again.", log, StringComparison.Ordinal);
    }

    private static async Task ExhaustedAsync(Func<Task> act)
    {
        Assert.Equal(0, GetLimit(FileDescriptors, out Limit before));
        Limit low = before with { Soft = (ulong)Directory.GetFiles("/proc/self/fd").Max(path => int.Parse(Path.GetFileName(path), null)) + 8 };
        List<Socket> fill = [];
        try
        {
            Assert.Equal(0, SetLimit(FileDescriptors, in low));
            Fill(fill);
            await act();
        }
        finally
        {
            Assert.Equal(0, SetLimit(FileDescriptors, in before));
            fill.ForEach(socket => socket.Dispose());
        }
    }

    private static void Fill(List<Socket> fill)
    {
        try
        {
            while (true)
            {
                fill.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TooManyOpenSockets)
        {
            // Every descriptor is taken.
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
