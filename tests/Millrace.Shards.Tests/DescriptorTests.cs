using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Tests;

public sealed class DescriptorTests
{
    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_listener_survives_running_out_of_descriptors(ShardKind kind) => InChild(nameof(Exhaust), kind);

    [Fact]
    public Task A_shard_that_gets_no_descriptors_says_so_to_who_starts_it_and_keeps_none() => InChild(nameof(StartWithOneDescriptor), ShardKind.Epoll);

    /// <remarks>Run in a child process, because the limit that it lowers is the whole process's.</remarks>
    private static async Task InChild(string method, ShardKind kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is set with a Linux shell");
        using System.Diagnostics.Process child = new();
        child.StartInfo = new System.Diagnostics.ProcessStartInfo("/bin/sh")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-c", $"ulimit -n 300; exec '{Environment.ProcessPath}' -explicit only -method '{typeof(DescriptorTests).FullName}.{method}'" },
            Environment = { ["MILLRACE_TEST_EXHAUST"] = kind.ToString() },
        };
        child.Start();
        Task<string> output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, await output);
        Assert.Contains("Total: 1", await output, StringComparison.Ordinal);
        Assert.DoesNotContain("Not Run: 1", await output, StringComparison.Ordinal);
    }

    /// <summary>The other child half.</summary>
    [Fact(Explicit = true)]
    public void StartWithOneDescriptor()
    {
        // Once with plenty, so that what a start and its refusal load is loaded.
        Shard.Start(new ShardOptions { Kind = ShardKind.Epoll }).Dispose();
        Assert.Throws<LinkException>(Refuse);
        List<Socket> fillers = Fill();
        List<LinkException> failures = [];
        fillers[^1].Dispose();
        for (int i = 0; i < 3; i++)
        {
            try
            {
                Shard.Start(new ShardOptions { Kind = ShardKind.Epoll }).Dispose();
            }
            catch (LinkException e)
            {
                failures.Add(e);
            }
        }

        // Room is made first: a failing assertion needs descriptors too, for the assemblies that it loads.
        fillers.ForEach(filler => filler.Dispose());
        Assert.Equal(3, failures.Count);
        Assert.All(failures, failure => Assert.Equal(LinkError.DescriptorsExhausted, failure.Error));
        // The one descriptor went to the epoll instance each time: the start before had given it back.
        Assert.All(failures, failure => Assert.StartsWith("eventfd", failure.Message, StringComparison.Ordinal));
        Shard.Start(new ShardOptions { Kind = ShardKind.Epoll }).Dispose();

        static void Refuse() => throw Epoll.Errno.ToException(24, "eventfd");
    }

    /// <summary>The child half: it runs only when it is asked for by name.</summary>
    [Fact(Explicit = true)]
    public Task Exhaust()
    {
        string asked = Environment.GetEnvironmentVariable("MILLRACE_TEST_EXHAUST") ?? nameof(ShardKind.Auto);
        return OnShard.Run(Enum.Parse<ShardKind>(asked), async (shard, stop) =>
        {
            using TcpListener listener = shard.Listen(new(IPAddress.Loopback, 0));
            List<Socket> clients = [];
            List<TcpLink> links = [];
            LinkException? failure = null;
            while (failure is null)
            {
                try
                {
                    Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    await client.ConnectAsync(listener.LocalEndPoint, stop);
                    clients.Add(client);
                    links.Add(await listener.AcceptAsync(stop));
                }
                catch (LinkException e)
                {
                    failure = e;
                }
                catch (SocketException)
                {
                    // The client's side ran out first: take one of the server's away so that its side is next.
                    links[^1].Dispose();
                    links.RemoveAt(links.Count - 1);
                    clients[^1].Dispose();
                    clients.RemoveAt(clients.Count - 1);
                    Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    await client.ConnectAsync(listener.LocalEndPoint, stop);
                    List<Socket> fillers = Fill();
                    failure = await Assert.ThrowsAsync<LinkException>(async () => await listener.AcceptAsync(stop));
                    fillers.ForEach(f => f.Dispose());
                    clients.Add(client);
                }
            }

            // Room is made first: a failing assertion needs descriptors too, for the assemblies that it loads.
            links.ForEach(link => link.Dispose());
            clients[0].Dispose();
            Assert.True(failure.Error == LinkError.DescriptorsExhausted, failure.Message);
            using TcpLink late = await listener.AcceptAsync(stop);
            Assert.NotNull(late.RemoteEndPoint);
        });
    }

    private static List<Socket> Fill()
    {
        List<Socket> fillers = [];
        try
        {
            while (true)
            {
                fillers.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            }
        }
        catch (SocketException)
        {
            return fillers;
        }
    }
}
