using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Millrace.EndToEnd.Tracker;

/// <summary>A file of a few megabytes and its torrent (BEP 3), which names one tracker and is private (BEP 27): its clients ask nobody else for peers.</summary>
internal sealed class TorrentFile
{
    private const int Bytes = 3_000_000;
    private const int PieceBytes = 64 * 1024;
    private const string Name = "payload.bin";

    private readonly byte[] _payload = new byte[Bytes];

    /// <summary>Writes the payload into <paramref name="seedFolder"/> and the torrent to <paramref name="path"/>.</summary>
    public TorrentFile(string path, string seedFolder, Uri tracker)
    {
        new Random(11).NextBytes(_payload);
        Directory.CreateDirectory(seedFolder);
        File.WriteAllBytes(System.IO.Path.Combine(seedFolder, Name), _payload);
        using MemoryStream text = new();
        string announce = $"{tracker.GetLeftPart(UriPartial.Authority)}/announce";
        Write(text, $"d8:announce{announce.Length}:{announce}4:infod6:lengthi{Bytes}e4:name{Name.Length}:{Name}12:piece lengthi{PieceBytes}e6:pieces");
        byte[] pieces = [.. _payload.Chunk(PieceBytes).SelectMany(HashOf)];
        Write(text, $"{pieces.Length}:");
        text.Write(pieces);
        Write(text, "7:privatei1eee");
        File.WriteAllBytes(path, text.ToArray());
        Path = path;
    }

    public string Path { get; }

    /// <summary>True where that folder has the whole file, byte for byte.</summary>
    public bool IsWholeIn(string folder)
    {
        string path = System.IO.Path.Combine(folder, Name);
        return File.Exists(path) && SHA256.HashData(File.ReadAllBytes(path)).AsSpan().SequenceEqual(SHA256.HashData(_payload));
    }

#pragma warning disable CA5350 // BEP 3 asks for SHA-1.
    private static byte[] HashOf(byte[] piece) => SHA1.HashData(piece);
#pragma warning restore CA5350

    private static void Write(Stream to, FormattableString text) => to.Write(Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture)));

    private static void Write(Stream to, string text) => to.Write(Encoding.ASCII.GetBytes(text));
}
