using System.Security.Cryptography;
using System.Text;

namespace Millrace.Reports.Html;

/// <summary>A script or style sheet that every page carries in itself, with the hash by which the page's own policy lets it in.</summary>
internal sealed class Asset
{
    private Asset(params ReadOnlySpan<string> names)
    {
        var text = new StringBuilder();
        foreach (string name in names)
        {
            // A licence goes in front of what it is for, as it asks.
            string part = name.EndsWith(".txt", StringComparison.Ordinal) ? $"/*!\n{Read(name).Trim()}\n*/" : Read(name).Trim();
            text.Append(part).Append('\n');
        }

        Text = text.ToString();
        Hash = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
    }

    /// <summary>The chart library, its licence in front of it.</summary>
    public static Asset ChartLibrary { get; } = new("uPlot.LICENSE.txt", "uPlot.iife.min.js");

    /// <summary>Our own script.</summary>
    public static Asset Script { get; } = new("format.js", "charts.js", "page.js");

    /// <summary>All styles.</summary>
    public static Asset Style { get; } = new("uPlot.LICENSE.txt", "uPlot.min.css", "report.css", "parts.css", "print.css");

    /// <summary>The text, with LF line ends as in the repository: a browser hashes what it has parsed, in which there is no CR.</summary>
    public string Text { get; }

    /// <summary>The hash as a content security policy names it.</summary>
    public string Hash { get; }

    private static string Read(string name)
    {
        using Stream stream = typeof(Asset).Assembly.GetManifestResourceStream("Millrace.Reports.Html." + name)
            ?? throw new InvalidOperationException($"The report's part {name} is not in this build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
