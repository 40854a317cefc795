using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Millrace.Live.Host.Serving;

/// <summary>The document around a page, as UTF-8: no inline script and no inline style stands in it, so the strictest policy holds.</summary>
internal static class PageShell
{
    public static void Begin(IBufferWriter<byte> html, LiveRoute route, string? title, string token)
    {
        LivePageOptions options = route.Options;
        Write(html, "<!DOCTYPE html>\n<html lang=\"", options.Language, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        Write(html, "", Title(route, title), "</title>\n");
        if (options.Description.Length > 0)
        {
            Write(html, "<meta name=\"description\" content=\"", options.Description, "\">\n");
        }

        Write(html, "<link rel=\"stylesheet\" href=\"", LivePaths.Style, "\">\n");
        foreach (string sheet in options.Stylesheets)
        {
            Write(html, "<link rel=\"stylesheet\" href=\"", sheet, "\">\n");
        }

        Write(html, "<script type=\"module\" src=\"", LivePaths.Script, "\"></script>\n");
        foreach (string script in options.Scripts)
        {
            Write(html, "<script type=\"module\" src=\"", script, "\"></script>\n");
        }

        Write(html, "</head>\n<body>\n<div l=\"0\" data-live-token=\"", token, "\"");
        Write(html, " data-live-path=\"", LivePaths.Socket, "\">");
    }

    public static void End(IBufferWriter<byte> html) => html.Write("</div>\n</body>\n</html>\n"u8);

    /// <summary>A page that says why there is none.</summary>
    public static string Sorry(string title, string text) =>
        $"<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{HtmlEncoder.Default.Encode(title)}</title></head>\n<body><h1>{HtmlEncoder.Default.Encode(title)}</h1><p>{HtmlEncoder.Default.Encode(text)}</p></body>\n</html>\n";

    /// <summary>The title that a page has set, or else the one that it was mapped with.</summary>
    public static string Title(LiveRoute route, string? title) =>
        !string.IsNullOrEmpty(title) ? title : route.Options.Title.Length > 0 ? route.Options.Title : route.Pattern;

    // What stands between the two is escaped.
    private static void Write(IBufferWriter<byte> html, string before, string value, string after)
    {
        Encoding.UTF8.GetBytes(before, html);
        Encoding.UTF8.GetBytes(HtmlEncoder.Default.Encode(value), html);
        Encoding.UTF8.GetBytes(after, html);
    }
}
