using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Millrace.Engine.Tests.Targets;

/// <summary>An admin address whose <c>/readyz</c> answers as told.</summary>
internal sealed class AdminStub : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<int> _status;
    private int _asked;

    public AdminStub(Func<int> status)
    {
        _status = status;
        _listener.Start();
        _ = AnswerAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public int Asked => Volatile.Read(ref _asked);

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                byte[] head = new byte[4096];
                int count = await client.GetStream().ReadAsync(head);
                Interlocked.Increment(ref _asked);
                int status = Encoding.ASCII.GetString(head, 0, count).StartsWith("GET /readyz ", StringComparison.Ordinal) ? _status() : 404;
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nContent-Length: 10\r\nConnection: close\r\n\r\nno backend"));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // the end of the test
        }
    }
}
