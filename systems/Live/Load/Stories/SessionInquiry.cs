using System.Text.Json;

namespace Millrace.Live.Load.Stories;

/// <summary>What a Live server says of its sessions at its admin address.</summary>
internal static class SessionInquiry
{
    /// <summary>Sessions, connected or not.</summary>
    public const string Sessions = "sessions";

    /// <summary>Bytes of all of them, by the server's own account.</summary>
    public const string Bytes = "bytes";

    /// <summary>The longest answer that is read, in bytes.</summary>
    private const int MostBytes = 1024 * 1024;

    private const string Page = "sessions/totals";

    /// <summary>Asks. Throws where there is no answer that can be read.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> AskAsync(Uri admin, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { MaxResponseContentBufferSize = MostBytes };
        string text = await http.GetStringAsync(new Uri(admin, Page), cancellationToken).ConfigureAwait(false);
        return Read(text) ?? throw new InvalidDataException($"{new Uri(admin, Page)} did not answer with the sessions of a Live server");
    }

    /// <summary>Every number of the answer by its name; null where it is no such answer.</summary>
    public static IReadOnlyDictionary<string, double>? Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var figures = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (JsonProperty property in document.RootElement.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Number))
            {
                figures[property.Name] = property.Value.GetDouble();
            }

            return figures.ContainsKey(Sessions) && figures.ContainsKey(Bytes) ? figures : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

}
