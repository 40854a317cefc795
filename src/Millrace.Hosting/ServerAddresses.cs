namespace Millrace.Hosting;

/// <summary>Where a started server is reached: URLs by name, in the order in which they are shown, with the ports really bound.</summary>
public sealed class ServerAddresses
{
    private readonly KeyValuePair<string, string>[] _entries;

    /// <summary>Takes name and URL pairs, such as <c>("ws", "ws://127.0.0.1:8080/ws/")</c>.</summary>
    public ServerAddresses(params ReadOnlySpan<(string Name, string Url)> entries)
    {
        _entries = new KeyValuePair<string, string>[entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            _entries[i] = new(entries[i].Name, entries[i].Url);
        }
    }

    /// <summary>The process ids of the workers behind the addresses, where the process that was started does not serve itself. Empty: it does.</summary>
    public IReadOnlyList<int> Workers { get; init; } = [];

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Entries => _entries;
}
