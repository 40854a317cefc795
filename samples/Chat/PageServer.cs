using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Millrace.Samples.Chat;

/// <summary>Serves chat.html on loopback, so that the page has an origin that a gateway can be told to admit; a page opened as a file has none.</summary>
internal sealed class PageServer : IDisposable
{
    private const int MostRequestBytes = 8 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly TcpListener _listener;
    private readonly byte[] _answer;

    /// <summary>Begins to serve, until <paramref name="stop"/>; port 0 lets the system choose.</summary>
    public PageServer(int port, CancellationToken stop)
    {
        using Stream page = typeof(PageServer).Assembly.GetManifestResourceStream("chat.html")!;
        using var body = new MemoryStream();
        page.CopyTo(body);
        _answer = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body.ToArray()];
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";
        _ = AcceptAsync(stop);
    }

    public string Address { get; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(stop), stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Expected: the program stops.
        }
    }

    // Whatever a browser asks for here, the page is the answer.
    private async Task AnswerAsync(TcpClient browser, CancellationToken stop)
    {
        using (browser)
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(stop))
        {
            limit.CancelAfter(Patience);
            try
            {
                NetworkStream stream = browser.GetStream();
                byte[] request = new byte[MostRequestBytes];
                int length = 0, read;
                while (length < request.Length && request.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0 && (read = await stream.ReadAsync(request.AsMemory(length), limit.Token)) > 0)
                {
                    length += read;
                }

                await stream.WriteAsync(_answer, limit.Token);
                browser.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // Expected: the browser went away, or dawdled.
            }
        }
    }
}
