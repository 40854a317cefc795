using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Tests;

public sealed class DescriptorTests
{
    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    /// <remarks>Run in a child process, because the limit that it lowers is the whole process's.</remarks>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_listener_survives_running_out_of_descriptors(ShardKind kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is set with a Linux shell");
        using System.Diagnostics.Process child = new();
        child.StartInfo = new System.Diagnostics.ProcessStartInfo("/bin/sh")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-c", $"ulimit -n 300; exec '{Environment.ProcessPath}' -explicit only -method '{typeof(DescriptorTests).FullName}.{nameof(Exhaust)}'" },
            Environment = { ["MILLRACE_TEST_EXHAUST"] = kind.ToString() },
        };
        child.Start();
        Task<string> output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, await output);
        Assert.Contains("Total: 1", await output, StringComparison.Ordinal);
        Assert.DoesNotContain("Not Run: 1", await output, StringComparison.Ordinal);
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

        static List<Socket> Fill()
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
}
