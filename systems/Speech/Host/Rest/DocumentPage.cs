using System.Net;
using System.Text;
using System.Text.Json;

namespace Millrace.Speech.Host.Rest;

/// <summary>Writes the OpenAPI document as a page for people: no script, nothing from elsewhere.</summary>
internal static class DocumentPage
{
    /// <summary>The page.</summary>
    public static string Write(ReadOnlyMemory<byte> openApi)
    {
        using JsonDocument document = JsonDocument.Parse(openApi);
        JsonElement root = document.RootElement;
        JsonElement info = root.GetProperty("info");
        StringBuilder page = new();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>").Append(Safe(info, "title"))
            .Append("</title><link rel=\"stylesheet\" href=\"/docs.css\"></head><body>\n<h1>").Append(Safe(info, "title")).Append("</h1>\n");
        Paragraphs(page, info);
        page.Append("<p><a href=\"/openapi.json\">openapi.json</a> says the same to programs.</p>\n");
        foreach (JsonProperty path in root.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty method in path.Value.EnumerateObject())
            {
                Operation(page, method.Name.ToUpperInvariant(), path.Name, method.Value);
            }
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void Operation(StringBuilder page, string method, string path, JsonElement operation)
    {
        page.Append("<section><h2><span class=\"method\">").Append(method).Append("</span> <code>").Append(WebUtility.HtmlEncode(path)).Append("</code></h2>\n<p class=\"summary\">")
            .Append(Safe(operation, "summary")).Append("</p>\n");
        Paragraphs(page, operation);
        if (operation.TryGetProperty("parameters", out JsonElement parameters))
        {
            page.Append("<h3>Parameters</h3><table>\n");
            foreach (JsonElement parameter in parameters.EnumerateArray())
            {
                Row(page, $"{parameter.GetProperty("name").GetString()} ({parameter.GetProperty("in").GetString()})", parameter);
            }

            page.Append("</table>\n");
        }

        if (operation.TryGetProperty("requestBody", out JsonElement body))
        {
            page.Append("<h3>Body</h3><table>\n");
            foreach (JsonProperty type in body.GetProperty("content").EnumerateObject())
            {
                JsonElement schema = type.Value.GetProperty("schema");
                Row(page, type.Name, schema);
                if (schema.TryGetProperty("properties", out JsonElement fields))
                {
                    foreach (JsonProperty field in fields.EnumerateObject())
                    {
                        Row(page, field.Name, field.Value);
                    }
                }
            }

            page.Append("</table>\n");
        }

        page.Append("<h3>Answers</h3><table>\n");
        foreach (JsonProperty answer in operation.GetProperty("responses").EnumerateObject())
        {
            Row(page, answer.Name, answer.Value);
        }

        page.Append("</table></section>\n");
    }

    private static void Row(StringBuilder page, string name, JsonElement of) =>
        page.Append("<tr><th><code>").Append(WebUtility.HtmlEncode(name)).Append("</code></th><td>").Append(Safe(of, "description")).Append("</td></tr>\n");

    private static void Paragraphs(StringBuilder page, JsonElement of)
    {
        foreach (string paragraph in Safe(of, "description").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            page.Append("<p>").Append(paragraph).Append("</p>\n");
        }
    }

    private static string Safe(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement text) ? WebUtility.HtmlEncode(text.GetString() ?? "") : "";
}
