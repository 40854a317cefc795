using System.Text.Json;

namespace Millrace.Speech.Load.Stories;

/// <summary>What a server says of itself at its admin address: every number in it, under its names with dots between, such as <c>latency.voice.meanMs</c>.</summary>
internal static class StatsInquiry
{
    private const int MostBytes = 1024 * 1024;
    private const int MostNumbers = 1_000;
    private const string Page = "stats.json";

    /// <summary>Asks. Throws where there is no answer that can be read.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> AskAsync(Uri admin, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { MaxResponseContentBufferSize = MostBytes };
        string text = await http.GetStringAsync(new Uri(admin, Page), cancellationToken).ConfigureAwait(false);
        return Read(text) ?? throw new InvalidDataException($"{new Uri(admin, Page)} did not answer with numbers");
    }

    /// <summary>The numbers in an answer; null where it is no JSON object.</summary>
    public static IReadOnlyDictionary<string, double>? Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var figures = new Dictionary<string, double>(StringComparer.Ordinal);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            Collect(document.RootElement, "", figures);
            return figures;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Collect(JsonElement element, string prefix, Dictionary<string, double> figures)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Collect(property.Value, name + ".", figures);
            }
            else if (property.Value.ValueKind == JsonValueKind.Number && figures.Count < MostNumbers)
            {
                figures[name] = property.Value.GetDouble();
            }
        }
    }
}
