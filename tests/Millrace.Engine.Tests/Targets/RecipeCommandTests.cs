using System.Net;
using System.Net.Sockets;
using Millrace.Engine.Targets;
using Xunit;

namespace Millrace.Engine.Tests.Targets;

public sealed class RecipeCommandTests
{
    [Fact]
    public void One_port_goes_wherever_the_recipe_has_a_place_for_it()
    {
        TargetLaunch launch = RecipeCommand.Launch(new TargetRecipe(["--port", "{port}"], "tcp")
        {
            Program = new TargetProgram("server", "--name=s{port}"),
            AcceptsAt = "tcp://127.0.0.1:{port}",
            Environment = new Dictionary<string, string> { ["PORT"] = "{port}" },
        }, null);

        Uri place = launch.AcceptsAt!.Value.Value;
        Assert.Equal("tcp", launch.AcceptsAt.Value.Key);
        Assert.InRange(place.Port, 1, 65535);
        Assert.Equal(["--port", $"{place.Port}"], launch.Arguments);
        Assert.Equal([$"--name=s{place.Port}"], launch.Program.FirstArguments);
        Assert.Equal($"{place.Port}", launch.Variables["PORT"]);
        Assert.True(launch.IsForeign);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:7070")]
    [InlineData("udp://127.0.0.1:{port}")]
    [InlineData("{port}")]
    public void Address_that_cannot_be_tried_is_refused(string address)
    {
        TargetException refused = Assert.Throws<TargetException>(() => RecipeCommand.Launch(new TargetRecipe([], "tcp") { AcceptsAt = address }, null));

        Assert.Contains(address, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_says_nothing_is_ready_once_it_accepts_and_ends_with_the_lab()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed");
        TargetLaunch launch = RecipeCommand.Launch(new TargetRecipe(["-m", "http.server", "--bind", "127.0.0.1", "{port}"], "http")
        {
            Program = new TargetProgram("/usr/bin/python3"),
            AcceptsAt = "http://127.0.0.1:{port}",
        }, null);

        await using EmbeddedTarget target = await EmbeddedTarget.StartAsync(launch, TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.GetAsync(target.Addresses["http"], TestContext.Current.CancellationToken);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(StopMeans.Term, await target.StopAsync());
    }

    [Fact]
    public async Task Strangers_port_is_not_taken_for_the_programs_own()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "whose a port is only Linux's tables say");
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var place = new Uri($"tcp://{stranger.LocalEndpoint}");
        var launch = new TargetLaunch
        {
            Program = new TargetProgram("/bin/sleep"),
            Arguments = ["600"],
            IsForeign = true,
            AcceptsAt = new("tcp", place),
            ReadyWithin = TimeSpan.FromMilliseconds(300), // it never is, however long one waits
            StopWithin = TimeSpan.FromMilliseconds(100),
        };

        TargetException failed = await Assert.ThrowsAsync<TargetException>(() => EmbeddedTarget.StartAsync(launch, TestContext.Current.CancellationToken));

        Assert.Contains("another program accepts there", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Port_is_known_to_be_that_of_the_process_that_listens_on_it()
    {
        using var own = new TcpListener(IPAddress.Loopback, 0);
        own.Start();

        Assert.True(PortOwner.MayBe(Environment.ProcessId, ((IPEndPoint)own.LocalEndpoint).Port));
    }

    [Fact]
    public async Task Program_that_ends_before_it_accepts_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no /bin/sh");
        TargetLaunch launch = RecipeCommand.Launch(new TargetRecipe(["-c", "echo no such store >&2; exit 3"], "tcp") { Program = new TargetProgram("/bin/sh"), AcceptsAt = "tcp://127.0.0.1:{port}" }, null);

        TargetException failed = await Assert.ThrowsAsync<TargetException>(() => EmbeddedTarget.StartAsync(launch, TestContext.Current.CancellationToken));

        Assert.Contains("before it was ready", failed.Message, StringComparison.Ordinal);
        Assert.Contains("no such store", failed.Message, StringComparison.Ordinal);
    }
}
