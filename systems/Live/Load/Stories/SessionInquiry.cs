using System.Text.Json;

namespace Millrace.Live.Load.Stories;

/// <summary>What a Live server says of its sessions at its admin address.</summary>
internal static class SessionInquiry
{
    /// <summary>Sessions, connected or not.</summary>
    public const string Sessions = "sessions";

    /// <summary>Bytes of all of them, by the server's own account.</summary>
    public const string Bytes = "bytes";

    /// <summary>Bytes of the largest.</summary>
    public const string Largest = "largest-bytes";

    /// <summary>Sessions that it takes at most.</summary>
    public const string MostSessions = "most-sessions";

    /// <summary>Bytes that one session may take; 0 for no limit.</summary>
    public const string MostOfOne = "most-bytes-of-one";

    /// <summary>Bytes that all of them may take; 0 for no limit.</summary>
    public const string MostOfAll = "most-bytes-of-all";

    /// <summary>Before each kind of eviction, such as <c>evicted-memory</c>.</summary>
    public const string EvictedPrefix = "evicted-";

    private const int MostBytes = 1024 * 1024;
    private const string Page = "stats.json";

    /// <summary>Asks. Throws where there is no answer that can be read.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> AskAsync(Uri admin, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { MaxResponseContentBufferSize = MostBytes };
        string text = await http.GetStringAsync(new Uri(admin, Page), cancellationToken).ConfigureAwait(false);
        return Read(text) ?? throw new InvalidDataException($"{new Uri(admin, Page)} did not answer with the sessions of a Live server");
    }

    /// <summary>The figures in the answer; null where it is no such answer.</summary>
    public static IReadOnlyDictionary<string, double>? Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (!Number(root, "sessionMemory", "totalBytes", out double total) || !Number(root, "sessions", "active", out double active))
            {
                return null;
            }

            _ = Number(root, "sessions", "detached", out double detached);
            _ = Number(root, "sessions", "pending", out double pending);
            _ = Number(root, "sessionMemory", "largestBytes", out double largest);
            var figures = new Dictionary<string, double>(StringComparer.Ordinal) { [Sessions] = active + detached + pending, [Bytes] = total, [Largest] = largest };
            foreach ((string limit, string name) in (ReadOnlySpan<(string, string)>)[("maxSessions", MostSessions), ("maxMemoryPerSessionBytes", MostOfOne), ("maxTotalMemoryBytes", MostOfAll)])
            {
                if (Number(root, "limits", limit, out double most))
                {
                    figures[name] = most;
                }
            }

            if (root.TryGetProperty("evictions", out JsonElement evictions) && evictions.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty eviction in evictions.EnumerateObject().Where(eviction => eviction.Value.ValueKind == JsonValueKind.Number))
                {
                    figures[EvictedPrefix + eviction.Name] = eviction.Value.GetDouble();
                }
            }

            return figures;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Number(JsonElement root, string group, string name, out double value)
    {
        value = 0;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(group, out JsonElement inner) && inner.ValueKind == JsonValueKind.Object
            && inner.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out value);
    }
}
