using System.Net;
using System.Net.Sockets;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Tracker;

/// <summary>The load against a tracker of others, which knows nothing of the lab.</summary>
public sealed class OpentrackerTests : IDisposable
{
    // Few enough that a short run has asked for each of them.
    private static readonly string[] _load =
        ["run", "tracker", "--profile", "light", "--clients", "4", "--set", "hashes=2", "--warmup", "0", "--seed", "7", "--quiet"];

    private readonly Cli _cli = new();

    [Fact(Timeout = 240_000)]
    public async Task Opentracker_answers_the_load_as_the_protocol_says()
    {
        string? program = Installed.Find("opentracker");
        Assert.SkipWhen(program is null, "There is no opentracker (Debian: opentracker).");
        string list = await AllowListAsync();
        await using RunningProcess opentracker = await StartAsync(program!, list);

        ProcessResult result = await _cli.RunAsync([.. _load, "--out", _cli.Out, "--duration", "2s", "--target", $"udp://127.0.0.1:{_port}"]);

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.True(run.Accounting.Ok > 20, $"only {run.Accounting.Ok} answers\n{result.Output}{result.Error}");
        Assert.Equal(0, run.Accounting.Corrupted);
    }

    public void Dispose() => _cli.Dispose();

    private int _port;

    // Debian's build serves only the info hashes that it is told of: one run against ourselves tells which they are.
    private async Task<string> AllowListAsync()
    {
        await using RecordingTracker recorder = new();
        await _cli.RunAsync([.. _load, "--out", Path.Combine(_cli.Folder, "recorded"), "--duration", "2s", "--target", recorder.Address.ToString()]);
        Assert.NotEmpty(recorder.Hashes);
        string folder = Path.Combine(_cli.Folder, "opentracker");
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "allowed"), recorder.Hashes);
        return folder;
    }

    // It locks itself into the folder, as root also as the user nobody; and it tells nobody when it is ready.
    private async Task<RunningProcess> StartAsync(string program, string folder)
    {
        const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        foreach (string path in (string[])[_cli.Folder, folder, Path.Combine(folder, "allowed")])
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, Everybody);
            }
        }

        for (int tries = 1; ; tries++)
        {
            _port = FreePort();
            RunningProcess process = RunningProcess.Start(program, ["-i", "127.0.0.1", "-p", $"{_port}", "-P", $"{_port}", "-d", folder, "-w", "allowed"]);
            try
            {
                await Eventually.TrueAsync(() => process.HasExited || Answers(_port), "opentracker's first answer");
                if (!process.HasExited || tries == 5)
                {
                    Assert.False(process.HasExited, process.Output + process.Error);
                    return process;
                }
            }
            catch (TimeoutException)
            {
                await process.DisposeAsync();
                throw;
            }

            await process.DisposeAsync(); // Somebody else had taken the port meanwhile.
        }
    }

    private static bool Answers(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 200 };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            socket.Send([0, 0, 0x04, 0x17, 0x27, 0x10, 0x19, 0x80, 0, 0, 0, 0, 0, 0, 0, 1]);
            return socket.Receive(new byte[64]) == 16;
        }
        catch (SocketException)
        {
            return false; // not yet
        }
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
