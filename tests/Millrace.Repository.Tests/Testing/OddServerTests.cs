using System.Net.Sockets;
using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests.Testing;

public sealed class OddServerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Refusing_refuses()
    {
        await using var server = OddServer.Refusing();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        SocketException exception = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
    }

    [Fact]
    public async Task Resetting_accepts_and_resets()
    {
        await using var server = OddServer.Resetting();
        // The reset may overtake the end of the connect: then it is the connect that fails with it.
        SocketException exception = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using Socket client = await ConnectAsync(server);
            await ReceiveAsync(client);
        });
        await server.WaitForConnectionAsync(Soon);
        Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task Closing_ends_the_stream_properly()
    {
        await using var server = OddServer.Closing();
        using Socket client = await ConnectAsync(server);
        Assert.Equal(0, await ReceiveAsync(client));
    }

    [Fact]
    public async Task Silent_says_nothing_until_it_is_disposed()
    {
        Task<int> received;
        var server = OddServer.Silent();
        using Socket client = await ConnectAsync(server);
        await using (server)
        {
            await server.WaitForConnectionAsync(Soon);
            received = ReceiveAsync(client);
            Assert.False(received.IsCompleted);
        }

        Assert.Equal(0, await received);
    }

    [Fact]
    public async Task Answering_gives_the_fixed_response_and_remembers_the_request()
    {
        await using var server = OddServer.Answering("HTTP/1.1 503 No\r\nContent-Length: 5\r\nConnection: close\r\n\r\nsorry");
        using var client = new HttpClient();
        using HttpResponseMessage response = await client.GetAsync(new Uri($"http://{server.EndPoint}/ws/x"), TestContext.Current.CancellationToken);

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("sorry", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("GET /ws/x HTTP/1.1\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    private static async Task<Socket> ConnectAsync(OddServer server)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task<int> ReceiveAsync(Socket client)
    {
        using var deadline = new CancellationTokenSource(Soon);
        return await client.ReceiveAsync(new byte[16], SocketFlags.None, deadline.Token);
    }
}
