using System.Text.Json;
using Millrace.Testing;

namespace Millrace.EndToEnd.Tracker;

/// <summary>A client of libtorrent's, with nothing but the tracker to find peers by.</summary>
internal sealed class TorrentClient : IAsyncDisposable
{
    // Generous: the machine may be busy with everything else that is being tested.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    // The system's own Python, which has the system's own packages.
    private const string Python = "/usr/bin/python3";
    private readonly RunningProcess _process;

    public TorrentClient(TorrentFile torrent, string folder, string address)
    {
        Directory.CreateDirectory(folder);
        Folder = folder;
        _process = RunningProcess.Start(Python, [RepositoryRoot.Combine("tests", "Millrace.EndToEnd", "Tracker", "torrent_client.py"), torrent.Path, folder, address]);
    }

    public string Folder { get; }

    /// <summary>Null where it can be used, else the reason why not.</summary>
    public static async Task<string?> MissingAsync()
    {
        if (!File.Exists(Python))
        {
            return "There is no /usr/bin/python3.";
        }

        ProcessResult import = await RunningProcess.RunAsync(Python, ["-c", "import libtorrent"], TimeSpan.FromSeconds(60));
        return import.ExitCode == 0 ? null : "The system's Python has no libtorrent (Debian: python3-libtorrent).";
    }

    /// <summary>Waits until it has told that.</summary>
    public async Task UntilAsync(string happening)
    {
        while (true)
        {
            using JsonDocument line = JsonDocument.Parse(await _process.ReadLineAsync(Limit));
            string? told = line.RootElement.GetProperty("event").GetString();
            if (told == happening)
            {
                return;
            }

            if (told == "error")
            {
                throw new InvalidOperationException(line.RootElement.GetRawText());
            }
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
