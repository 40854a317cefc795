using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Millrace.Hosting.Workers;

/// <summary>One worker's place among those behind a port, as its supervisor hands it over on the command line.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">How many workers there are.</param>
/// <param name="Port">The port that they share.</param>
/// <param name="Folder">Where each has its Unix socket; nobody else can enter it.</param>
public sealed record WorkerPlace(int Index, int Count, int Port, string Folder)
{
    /// <summary>More are no use on a machine that this is for.</summary>
    public const int MostWorkers = 256;

    // sockaddr_un.sun_path holds 108 bytes with its end.
    private const int LongestPath = 107;

    /// <summary>The Unix socket of the worker with this index.</summary>
    public string SocketOf(int index) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"worker-{index}.sock"));

    /// <summary>Makes the folder, for this user alone.</summary>
    /// <exception cref="ServerStartException">It cannot be made, or its path is too long for a socket.</exception>
    public static string CreateFolder(string system)
    {
        string folder;
        try
        {
            folder = Directory.CreateTempSubdirectory($"millrace-{system}-").FullName; // mode 0700
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"The workers need a folder for their sockets, and there is no making one in {Path.GetTempPath()}: {e.Message} Set TMPDIR to a folder that can be written to.", e);
        }

        if (System.Text.Encoding.UTF8.GetByteCount(new WorkerPlace(MostWorkers, 0, 0, folder).SocketOf(MostWorkers)) <= LongestPath)
        {
            return folder;
        }

        Directory.Delete(folder);
        throw new ServerStartException($"The workers need a folder for their sockets, and {folder} is too long a path for them. Set TMPDIR to a shorter one.");
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out WorkerPlace? place)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(',', 4);
        place = parts.Length == 4
            && TryWhole(parts[0], out int index) && TryWhole(parts[1], out int count) && TryWhole(parts[2], out int port)
            && index < count && count <= MostWorkers && port is > 0 and <= 65535 && Path.IsPathRooted(parts[3])
            ? new WorkerPlace(index, count, port, parts[3])
            : null;
        return place is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index},{Count},{Port},{Folder}");

    private static bool TryWhole(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
