using System.Text.Json;
using Microsoft.Extensions.Logging;
using Millrace.Hosting.Api;

namespace Millrace.Faults;

/// <summary>
/// Toxiproxy's HTTP API, version 2.9: its paths, methods, statuses and JSON. What it lacks is added so that its clients see no difference: <c>udp://</c> addresses, the faults of UDP
/// and <c>down</c>, the stream <c>both</c>, <c>toxics</c> in a proxy that is created, and <c>seed</c>. One thing is stricter: an attribute that a toxic does not have is refused,
/// where Toxiproxy passes it over, for a fault that is misspelt would be a test that tests nothing.
/// </summary>
/// <remarks>https://github.com/Shopify/toxiproxy#http-api</remarks>
internal sealed class ProxyApi(ProxySet proxies, Func<string> metrics, ILogger log)
{
    /// <summary>Bytes of a body: a thousand proxies with all their faults fit.</summary>
    public const int MaxBody = 1 << 20;

    private const string Json = "application/json";
    private const string Version = "2.9.0";

    /// <summary>Words a refusal as Toxiproxy does.</summary>
    public static ApiAnswer Refuse(int status, string why) => new(status, Json, Wording(status, why));

    /// <summary>Answers one request.</summary>
    public async Task<ApiAnswer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        // A page in a browser can send requests here that it could not send elsewhere; programs do not call themselves so.
        if (request.UserAgent.StartsWith("Mozilla/", StringComparison.Ordinal)) { return Refuse(403, "User agent not allowed"); }
        try
        {
            return await RouteAsync(request, [.. request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)], cancellationToken);
        }
        catch (ProxyApiException e)
        {
            return Refuse(e.Status, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Refuse(503, "the proxy is stopping");
        }
        catch (Exception e) when (e is ObjectDisposedException)
        {
            return Refuse(503, "the proxy is stopping");
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
        {
            FaultLog.RequestFailed(log, e);
            return Refuse(500, "the request failed for a reason that should not exist; the log says more");
        }
    }

    private Task<ApiAnswer> RouteAsync(ApiRequest request, string[] path, CancellationToken cancellationToken) => (request.Method, path) switch
    {
        ("GET", ["version"]) => Now(ApiAnswer.Text(200, "application/json;charset=utf-8", $$"""{"version": "{{Version}}"}""" + "\n")),
        ("GET", ["metrics"]) => Now(ApiAnswer.Text(200, Hosting.Metrics.MetricsPage.ContentType, metrics())),
        ("POST", ["reset"]) => ResetAsync(cancellationToken),
        ("POST", ["populate"]) => PopulateAsync(request.Body, cancellationToken),
        ("GET", ["proxies"]) => ListAsync(cancellationToken),
        ("POST", ["proxies"]) => CreateAsync(request.Body, cancellationToken),
        ("GET", ["proxies", var name]) => ShowAsync(name, cancellationToken),
        ("POST" or "PATCH", ["proxies", var name]) => UpdateAsync(name, request.Body, cancellationToken),
        ("DELETE", ["proxies", var name]) => DeleteAsync(name, cancellationToken),
        ("GET", ["proxies", var name, "toxics"]) => ShowFaultsAsync(name, cancellationToken),
        ("POST", ["proxies", var name, "toxics"]) => AddAsync(name, request.Body, cancellationToken),
        ("GET", ["proxies", var name, "toxics", var fault]) => ShowFaultAsync(name, fault, cancellationToken),
        ("POST" or "PATCH", ["proxies", var name, "toxics", var fault]) => ChangeAsync(name, fault, request.Body, cancellationToken),
        ("DELETE", ["proxies", var name, "toxics", var fault]) => RemoveAsync(name, fault, cancellationToken),
        _ => Now(MethodsOf(path) is { } allow
            ? Refuse(405, $"{request.Method} is not allowed here; {allow} is") with { Allow = allow }
            : Refuse(404, "there is no such path; there are /proxies, /proxies/{name}, /proxies/{name}/toxics, /proxies/{name}/toxics/{toxic}, /populate, /reset, /version and /metrics")),
    };

    private async Task<ApiAnswer> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ProxyDefinition> all = await proxies.ListAsync(cancellationToken);
        return Answer(200, writer =>
        {
            writer.WriteStartObject();
            foreach (ProxyDefinition proxy in all)
            {
                writer.WritePropertyName(proxy.Name);
                ProxyJson.WriteProxy(writer, proxy);
            }

            writer.WriteEndObject();
        });
    }

    private async Task<ApiAnswer> CreateAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        ProxyDefinition wanted = ProxyJson.ReadProxy(ProxyJson.Parse(body, JsonValueKind.Object), new ProxyDefinition("", "", ""), withFaults: true);
        if (wanted.Name.Length == 0) { throw new ProxyApiException(400, "missing required field: name"); }
        if (wanted.Upstream.Length == 0) { throw new ProxyApiException(400, "missing required field: upstream"); }
        ProxyDefinition made = await proxies.CreateAsync(Placed(wanted), cancellationToken);
        return Answer(201, writer => ProxyJson.WriteProxy(writer, made));
    }

    private async Task<ApiAnswer> PopulateAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        List<ProxyDefinition> made = [];
        ProxyApiException? failed = null;
        try
        {
            IReadOnlyList<ProxyDefinition> all = ReadAll(body);
            foreach (ProxyDefinition wanted in all) { _ = ProxySet.Check(wanted); }
            foreach (ProxyDefinition wanted in all) { made.Add(await proxies.CreateOrReplaceAsync(wanted, cancellationToken)); }
        }
        catch (ProxyApiException e)
        {
            failed = e;
        }

        return Answer(failed?.Status ?? 201, writer =>
        {
            writer.WriteStartObject();
            if (failed is not null)
            {
                writer.WriteString("error"u8, failed.Message);
                writer.WriteNumber("status"u8, failed.Status);
            }

            writer.WriteStartArray("proxies"u8);
            made.ForEach(proxy => ProxyJson.WriteProxy(writer, proxy));
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    /// <summary>Reads an array of proxies, all of it before any is made. Throws <see cref="ProxyApiException"/>.</summary>
    public static IReadOnlyList<ProxyDefinition> ReadAll(ReadOnlyMemory<byte> body)
    {
        List<ProxyDefinition> wanted = [];
        foreach (JsonElement each in ProxyJson.Parse(body, JsonValueKind.Array).EnumerateArray())
        {
            ProxyDefinition read = ProxyJson.ReadProxy(each, new ProxyDefinition("", "", ""), withFaults: true);
            if (read.Name.Length == 0) { throw new ProxyApiException(400, $"missing required field: name at proxy {wanted.Count + 1}"); }
            if (read.Upstream.Length == 0) { throw new ProxyApiException(400, $"missing required field: upstream at proxy {wanted.Count + 1}"); }
            wanted.Add(Placed(read));
        }

        return wanted;
    }

    private async Task<ApiAnswer> ShowAsync(string name, CancellationToken cancellationToken)
    {
        ProxyDefinition proxy = await FindAsync(name, cancellationToken);
        return Answer(200, writer => ProxyJson.WriteProxy(writer, proxy));
    }

    private async Task<ApiAnswer> UpdateAsync(string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        ProxyDefinition before = await FindAsync(name, cancellationToken);
        ProxyDefinition wanted = ProxyJson.ReadProxy(ProxyJson.Parse(body, JsonValueKind.Object), before, withFaults: false) with { Name = name };
        if (wanted.Validate() is { Count: > 0 } errors) { throw new ProxyApiException(400, string.Join(' ', errors)); }
        ProxyDefinition after = await proxies.UpdateAsync(wanted, cancellationToken);
        return Answer(200, writer => ProxyJson.WriteProxy(writer, after));
    }

    private async Task<ApiAnswer> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await proxies.DeleteAsync(name, cancellationToken);
        return ApiAnswer.Empty(204);
    }

    private async Task<ApiAnswer> ResetAsync(CancellationToken cancellationToken)
    {
        await proxies.ResetAsync(cancellationToken);
        return ApiAnswer.Empty(204);
    }

    private async Task<ApiAnswer> ShowFaultsAsync(string name, CancellationToken cancellationToken)
    {
        ProxyDefinition proxy = await FindAsync(name, cancellationToken);
        return Answer(200, writer => ProxyJson.WriteFaults(writer, proxy.Faults));
    }

    private async Task<ApiAnswer> ShowFaultAsync(string name, string fault, CancellationToken cancellationToken)
    {
        PathFault found = (await FindAsync(name, cancellationToken)).Faults.FirstOrDefault(f => f.Name == fault) ?? throw ProxyApiException.NoToxic;
        return Answer(200, writer => ProxyJson.WriteFault(writer, found));
    }

    private async Task<ApiAnswer> AddAsync(string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        PathFault fault = ProxyJson.ReadFault(ProxyJson.Parse(body, JsonValueKind.Object));
        _ = await proxies.ChangeAsync(name, (proxy, _) => proxy.Add(FaultEntry.Of(fault, proxy.Upstream.Scope)), cancellationToken);
        FaultLog.Changed(log, name, $"{fault.Type} '{fault.Name}' added");
        return await ShowFaultAsync(name, fault.Name, cancellationToken);
    }

    private async Task<ApiAnswer> ChangeAsync(string name, string fault, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        JsonElement json = ProxyJson.Parse(body, JsonValueKind.Object);
        _ = await proxies.ChangeAsync(
            name,
            (proxy, _) => proxy.Replace(FaultEntry.Of(ProxyJson.ReadChange(json, (proxy.Find(fault) ?? throw ProxyApiException.NoToxic).Fault), proxy.Upstream.Scope)),
            cancellationToken);
        return await ShowFaultAsync(name, fault, cancellationToken);
    }

    private async Task<ApiAnswer> RemoveAsync(string name, string fault, CancellationToken cancellationToken)
    {
        _ = await proxies.ChangeAsync(name, (proxy, local) => proxy.Remove(fault, local), cancellationToken);
        FaultLog.Changed(log, name, $"toxic '{fault}' removed");
        return ApiAnswer.Empty(204);
    }

    private async Task<ProxyDefinition> FindAsync(string name, CancellationToken cancellationToken) =>
        await proxies.ChangeAsync(name, static (_, _) => { }, cancellationToken);

    private static Task<ApiAnswer> Now(ApiAnswer answer) => Task.FromResult(answer);

    private static ApiAnswer Answer(int status, Action<Utf8JsonWriter> content) => new(status, Json, ProxyJson.Write(content));

    // Where no port is asked for, as Go's listener does, the system chooses one; ours stays on loopback.
    private static ProxyDefinition Placed(ProxyDefinition wanted) => wanted.Listen.Length > 0 ? wanted : wanted with { Listen = "127.0.0.1:0" };

    private static string? MethodsOf(string[] path) => path switch
    {
        ["version"] or ["metrics"] => "GET",
        ["reset"] or ["populate"] => "POST",
        ["proxies"] or ["proxies", _, "toxics"] => "GET, POST",
        ["proxies", _] or ["proxies", _, "toxics", _] => "GET, POST, PATCH, DELETE",
        _ => null,
    };

    private static byte[] Wording(int status, string why) => [.. ProxyJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, why);
        writer.WriteNumber("status"u8, status);
        writer.WriteEndObject();
    }), (byte)'\n'];
}
