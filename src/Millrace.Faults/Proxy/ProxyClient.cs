using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Faults;

/// <summary>One proxy of a running <c>millrace proxy</c>, driven over its HTTP API. Safe to use from several threads.</summary>
public sealed partial class ProxyClient : IFaultPath, IDisposable
{
    private readonly HttpClient _http;
    private readonly string _proxy;

    /// <summary>Drives the proxy of this name behind the API at this address, such as <c>http://127.0.0.1:8474</c>.</summary>
    public ProxyClient(Uri api, string proxy, FaultScope scope)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = api, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("millrace", "1"));
        (_proxy, Scope) = (proxy, scope);
    }

    /// <inheritdoc/>
    public FaultScope Scope { get; }

    private string Path => $"/proxies/{Uri.EscapeDataString(_proxy)}";

    /// <inheritdoc/>
    public Task AddAsync(PathFault fault, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fault);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new Toxic(fault.Name, fault.Type, fault.Stream, fault.Toxicity, fault.Attributes), ClientJson.Default.Toxic);
        return AskAsync(HttpMethod.Post, $"{Path}/toxics", body, $"put {fault.Type} on", cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>One that is not there is taken for removed: its adding may have failed half way.</remarks>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        await AskAsync(HttpMethod.Delete, $"{Path}/toxics/{Uri.EscapeDataString(name)}", null, $"take {name} off", cancellationToken, HttpStatusCode.NotFound);

    /// <summary>What the API says of the proxy: its addresses and its faults, as JSON.</summary>
    public Task<string> DescribeAsync(CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, Path, null, "ask about", cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<string> AskAsync(
        HttpMethod method, string path, byte[]? body, string what, CancellationToken cancellationToken, HttpStatusCode fine = HttpStatusCode.OK)
    {
        try
        {
            using HttpRequestMessage request = new(method, path);
            if (body is not null) { request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }; }
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode || response.StatusCode == fine ? text
                : throw new FaultException($"could not {what} proxy '{_proxy}': {(int)response.StatusCode}, {Reason(text)}");
        }
        catch (HttpRequestException e)
        {
            throw new FaultException($"could not {what} proxy '{_proxy}': no answer from {_http.BaseAddress} ({e.Message})", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FaultException($"could not {what} proxy '{_proxy}': no answer from {_http.BaseAddress} within {_http.Timeout.TotalSeconds} s", e);
        }
    }

    private static string Reason(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ClientJson.Default.Refusal)?.Error ?? text.Trim();
        }
        catch (JsonException)
        {
            return text.Trim();
        }
    }

    internal sealed record Toxic(string Name, string Type, string Stream, double Toxicity, IReadOnlyDictionary<string, double> Attributes);

    internal sealed record Refusal(string Error);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Toxic))]
    [JsonSerializable(typeof(Refusal))]
    private sealed partial class ClientJson : JsonSerializerContext;
}
