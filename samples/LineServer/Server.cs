using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LineServer;

/// <summary>
/// The server under test: keys and values in memory, a line for each request and each answer. It knows nothing of the lab but the line that it prints once it accepts.
/// <c>set KEY VALUE</c> is answered with <c>ok</c>, <c>get KEY</c> with <c>value VALUE</c> or <c>none</c>, all else with <c>error ...</c>.
/// </summary>
internal static class Server
{
    private const int MostLine = 64 * 1024;

    public static async Task<int> RunAsync(string[] args)
    {
        int port = args is ["--port", var text, ..] && ushort.TryParse(text, out ushort given) ? given : 7070;
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start(backlog: 1024);
        _ = AcceptAsync(listener, new ConcurrentDictionary<string, string>(StringComparer.Ordinal));

        // The two things that the lab asks of a target: to say where it accepts, and to end when its standard input does.
        string address = $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        Console.WriteLine($$"""{"ready":true, "system":"lines", "pid":{{Environment.ProcessId}}, "addresses":{ "tcp":"{{address}}" } }""");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task AcceptAsync(TcpListener listener, ConcurrentDictionary<string, string> values)
    {
        while (true)
        {
            _ = ServeAsync(await listener.AcceptTcpClientAsync(), values);
        }
    }

    private static async Task ServeAsync(TcpClient client, ConcurrentDictionary<string, string> values)
    {
        using (client)
        {
            client.NoDelay = true;
            byte[] buffer = new byte[MostLine];
            NetworkStream stream = client.GetStream();
            try
            {
                // Whoever sends a line without an end is told so and sent away: memory for it there is only so much.
                int filled = 0;
                while (filled < MostLine && await stream.ReadAsync(buffer.AsMemory(filled)) is var count and > 0)
                {
                    filled += count;
                    int begin = 0;
                    for (int length; (length = buffer.AsSpan(begin, filled - begin).IndexOf((byte)'\n')) >= 0; begin += length + 1)
                    {
                        await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(Encoding.UTF8.GetString(buffer, begin, length), values) + "\n"));
                    }

                    buffer.AsSpan(begin, filled - begin).CopyTo(buffer);
                    filled -= begin;
                }

                if (filled == MostLine)
                {
                    await stream.WriteAsync("error line too long\n"u8.ToArray());
                }
            }
            catch (IOException)
            {
                // The client has gone.
            }
        }
    }

    private static string Answer(string line, ConcurrentDictionary<string, string> values)
    {
        switch (line.Split(' ', 3))
        {
            case ["set", var key, var value]:
                values[key] = value;
                return "ok";
            case ["get", var key]:
                return values.TryGetValue(key, out string? found) ? "value " + found : "none";
            default:
                return "error unknown request";
        }
    }
}
