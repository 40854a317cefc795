using System.Text;

namespace Millrace.Engine.Targets;

/// <summary>Reads a stream line by line in bounded memory and keeps the last lines.</summary>
internal sealed class LineTail(int kept, int longest = LineTail.LongestLine)
{
    // Longer lines are cut: a target that writes without line ends must not fill the lab's memory.
    public const int LongestLine = 16 * 1024;
    /// <summary>
    /// Characters read at once. A StreamReader over a pipe needs a buffer of as many bytes: one whose smaller buffer was filled to the brim waits for more before it hands out
    /// what it has, and a line that ends right there would stay unheard.
    /// </summary>
    public const int ChunkChars = 4096;
    private readonly Lock _gate = new();
    private readonly Queue<string> _last = new(kept + 1);

    public IReadOnlyList<string> Lines
    {
        get { lock (_gate) { return [.. _last]; } }
    }

    /// <summary>Reads to the end of the stream; each line is kept, then given to <paramref name="line"/>.</summary>
    public async Task ReadAsync(TextReader reader, Action<string>? line = null)
    {
        char[] chunk = new char[ChunkChars];
        var current = new StringBuilder();
        try
        {
            for (int count; (count = await reader.ReadAsync(chunk)) > 0;)
            {
                Take(chunk.AsSpan(0, count), current, line);
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            // expected: the pipe broke with the process, or was closed with the target
        }
        if (current.Length > 0) { End(current, line); }
    }

    /// <summary>The same on the calling thread.</summary>
    public void Read(TextReader reader, Action<string>? line = null)
    {
        char[] chunk = new char[ChunkChars];
        var current = new StringBuilder();
        try
        {
            for (int count; (count = reader.Read(chunk)) > 0;)
            {
                Take(chunk.AsSpan(0, count), current, line);
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            // expected: the pipe broke with the process, or was closed with the target
        }
        if (current.Length > 0) { End(current, line); }
    }

    private void Take(ReadOnlySpan<char> chunk, StringBuilder current, Action<string>? line)
    {
        foreach (char c in chunk)
        {
            if (c == '\n') { End(current, line); }
            else if (current.Length < longest) { current.Append(c); }
        }
    }

    private void End(StringBuilder current, Action<string>? line)
    {
        string text = current.ToString().TrimEnd('\r');
        current.Clear();
        lock (_gate)
        {
            _last.Enqueue(text);
            if (_last.Count > kept) { _last.Dequeue(); }
        }
        line?.Invoke(text);
    }
}
