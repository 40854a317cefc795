using System.Text;
using Millrace.Results;

namespace Millrace.Cli.Scenarios;

/// <summary>Finds a scenario file and reads its text, with bounds.</summary>
internal static class ScenarioText
{
    public const int MostBytes = 1 << 20;

    private const int MostNeighbours = 1000;
    private static readonly string[] Endings = [".yaml", ".yml"];

    /// <summary>Whether the word after `millrace run` means a file: it ends in .yaml or .yml, has a folder, or is a file.</summary>
    public static bool IsMeant(string word, Composition composition) =>
        composition.Systems.All(system => system.Info.Name != word)
        && (Endings.Any(ending => word.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) || word.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar) || File.Exists(word));

    /// <summary>The text of a file.</summary>
    /// <exception cref="ComplaintException">It is not there, cannot be read, is too large or is no text.</exception>
    public static string Load(string path)
    {
        if (Directory.Exists(path))
        {
            throw Refused(path, "this is a folder", $"name a file in it{(Neighbours(path) is [var first, ..] ? $", such as {Path.Combine(path, first)}" : "")}");
        }

        if (!File.Exists(path))
        {
            throw Refused(path, $"there is no such file{Words.LookedFor(path)}", Hint(path));
        }

        byte[] bytes;
        try
        {
            // By what can be read of it, not by what its folder says: a pipe has no length.
            using FileStream stream = File.OpenRead(path);
            bytes = new byte[MostBytes + 1];
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            bytes = bytes[..read];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, $"the file cannot be read: {cause.Message.TrimEnd('.')}", "name a file that you may read");
        }

        return bytes.Length > MostBytes
            ? throw Refused(path, "the file is larger than 1 MiB, which no scenario needs", "is it the right file? Scenarios are in docs/examples")
            : Decode(path, bytes);
    }

    private static string Decode(string path, byte[] bytes)
    {
        try
        {
            // With a byte order mark, whatever encoding it names; else UTF-8, and nothing that is none.
            using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            string text = reader.ReadToEnd();
            int odd = text.AsSpan().IndexOf('\0');
            return odd < 0 ? text : throw Refused(path, "the file is no text: it has bytes of value 0", "is it the right file? Scenarios are YAML");
        }
        catch (DecoderFallbackException)
        {
            int line = 1 + bytes.AsSpan(0, FirstOdd(bytes)).Count((byte)'\n');
            throw new ComplaintException(new FilePlace(path, line, 1, "").Complain("this line is not UTF-8", "store the file as UTF-8"));
        }
    }

    private static int FirstOdd(byte[] bytes)
    {
        int at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out int taken) == System.Buffers.OperationStatus.Done)
        {
            at += taken;
        }

        return at;
    }

    private static string Hint(string path)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } above ? above : ".";
        IReadOnlyList<string> others = Neighbours(folder);
        return Nearest.Find(Path.GetFileName(path), others) is { } near ? $"did you mean {Path.Combine(Path.GetDirectoryName(path) ?? "", near)}?"
            : others.Count > 0 ? $"{(folder == "." ? "this folder" : folder)} has {Words.List(others.Take(5))}{(others.Count > 5 ? " and others" : "")}"
            : Directory.Exists(folder) ? "no scenario file lies there; docs/examples has some to begin with" : $"there is no folder {folder} either";
    }

    private static IReadOnlyList<string> Neighbours(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Where(file => Endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase))).Take(MostNeighbours).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return []; // expected: a folder that we may not list; the complaint stands without the hint
        }
    }

    private static ComplaintException Refused(string path, string what, string advice) => new(Complaint.Usage(what, path, advice));
}
