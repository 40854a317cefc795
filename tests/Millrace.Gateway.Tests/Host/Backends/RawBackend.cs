using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Millrace.Gateway.Tests.Host.Backends;

/// <summary>A backend as bytes on a socket.</summary>
internal sealed class RawBackend : IDisposable
{
    public const string Heartbeat = """{"request_id":"heartbeat","action":"heartbeat","params":{}}""";

    private readonly TcpClient _tcp;
    private readonly Stream _stream;
    private readonly StreamReader _lines;

    private RawBackend(TcpClient tcp, Stream stream)
    {
        _tcp = tcp;
        _stream = stream;
        _lines = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
    }

    public Socket Socket => _tcp.Client;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public static async Task<RawBackend> ConnectAsync(int port, string text = "", string? certificateHash = null, int receiveBuffer = 0)
    {
        TcpClient tcp = new() { NoDelay = true };
        if (receiveBuffer > 0)
        {
            tcp.ReceiveBufferSize = receiveBuffer;
        }

        await tcp.ConnectAsync("127.0.0.1", port, Stopping);
        Stream stream = tcp.GetStream();
        if (certificateHash is not null)
        {
            SslStream secure = new(stream, leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate!.GetCertHashString(HashAlgorithmName.SHA256) == certificateHash);
            await secure.AuthenticateAsClientAsync("localhost");
            stream = secure;
        }

        RawBackend backend = new(tcp, stream);
        await backend.SendAsync(text);
        return backend;
    }

    public static string Hello(string more = "", string requestId = "h1") =>
        $$$"""{"request_id":"{{{requestId}}}","action":"hello","params":{"version":1{{{more}}}}}""";

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes, Stopping);
        await _stream.FlushAsync(Stopping);
    }

    /// <summary>The next line; null at the end of the stream, a reset included.</summary>
    public async Task<string?> ReadLineAsync()
    {
        try
        {
            return await _lines.ReadLineAsync(Stopping);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async Task<List<string>> ReadToEndAsync()
    {
        List<string> lines = [];
        while (await ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _stream.Dispose();
        _tcp.Dispose();
    }
}
