using System.Net.Sockets;

namespace Millrace.Hosting.Workers;

/// <summary>Asks workers over their Unix sockets. Never waits long: who does not answer in time has not answered.</summary>
public sealed class WorkerLine : IDisposable
{
    /// <summary>How long a worker may take: it answers within milliseconds, unless it is stopped or drowning.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const int MostBytes = 64 << 20;
    private readonly HttpClient[] _clients;

    /// <summary>Lines to the workers of a folder.</summary>
    /// <param name="place">A place among them.</param>
    public WorkerLine(WorkerPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        _clients = [.. Enumerable.Range(0, place.Count).Select(index => Client(place.SocketOf(index)))];
    }

    /// <summary>How many workers there are.</summary>
    public int Count => _clients.Length;

    /// <summary>What a worker answers to a GET of a path of its admin endpoint; null where it does not, or not with 200.</summary>
    public Task<byte[]?> GetAsync(int worker, string path, CancellationToken cancellationToken) => AskAsync(worker, HttpMethod.Get, path, cancellationToken);

    /// <summary>The same with a patience of its own, shorter than <see cref="Patience"/>.</summary>
    public async Task<byte[]?> GetAsync(int worker, string path, TimeSpan patience)
    {
        using CancellationTokenSource limit = new(patience, TimeProvider.System);
        try
        {
            return await AskAsync(worker, HttpMethod.Get, path, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null; // it took too long
        }
    }

    /// <summary>The same for a POST.</summary>
    public Task<byte[]?> PostAsync(int worker, string path, CancellationToken cancellationToken) => AskAsync(worker, HttpMethod.Post, path, cancellationToken);

    /// <summary>Closes all lines.</summary>
    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

    private static HttpClient Client(string path) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ConnectCallback = async (_, cancellationToken) =>
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = new Uri("http://localhost/"),
        Timeout = Patience,
        MaxResponseContentBufferSize = MostBytes,
    };

    private async Task<byte[]?> AskAsync(int worker, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, path);
        try
        {
            using HttpResponseMessage answer = await _clients[worker].SendAsync(request, cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false) : null;
        }
        catch (HttpRequestException)
        {
            return null; // it is gone, or not there yet
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // it took too long
        }
    }
}
