using System.Buffers.Text;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Millrace.Live.Host.Client;

/// <summary>A file that every page loads from <c>/_live/</c>, as it goes over the wire.</summary>
internal sealed class ClientFile
{
    private ClientFile(string name, string contentType, params string[] parts)
    {
        Name = name;
        ContentType = contentType;
        byte[] plain = Encoding.UTF8.GetBytes(Shorten(string.Concat(parts.Select(Read))));
        Plain = plain;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        Gzip = packed.ToArray();
        ETag = $"\"{Base64Url.EncodeToString(SHA256.HashData(plain).AsSpan(0, 12))}\"";
    }

    /// <summary>The script: <c>live.js</c>, one module, written in three files along its jobs.</summary>
    public static ClientFile Script { get; } = new("live.js", "text/javascript; charset=utf-8", "live-1-connection.js", "live-2-page.js", "live-3-events.js");

    /// <summary>The looks of what the script adds to a page: <c>live.css</c>.</summary>
    public static ClientFile Style { get; } = new("live.css", "text/css; charset=utf-8", "live.css");

    public static IReadOnlyList<ClientFile> All { get; } = [Script, Style];

    /// <summary>The name below <c>/_live/</c>.</summary>
    public string Name { get; }

    public string ContentType { get; }

    /// <summary>For who does not take gzip.</summary>
    public ReadOnlyMemory<byte> Plain { get; }

    public ReadOnlyMemory<byte> Gzip { get; }

    /// <summary>Changes with the content; quotes included. The gzipped form goes by it too: the answer varies by what is accepted.</summary>
    public string ETag { get; }

    /// <summary>Leaves out indentation and lines that are nothing but a comment: browsers need neither.</summary>
    internal static string Shorten(string source)
    {
        StringBuilder kept = new(source.Length);
        foreach (ReadOnlySpan<char> line in source.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> text = line.Trim();
            bool comment = text.StartsWith("//", StringComparison.Ordinal) || (text.StartsWith("/*", StringComparison.Ordinal) && text.EndsWith("*/", StringComparison.Ordinal));
            if (text.Length > 0 && !comment)
            {
                kept.Append(text).Append('\n');
            }
        }

        return kept.ToString();
    }

    private static string Read(string part)
    {
        using Stream source = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Millrace.Live.Host.Client.{part}")!;
        using var reader = new StreamReader(source);
        return reader.ReadToEnd();
    }
}
