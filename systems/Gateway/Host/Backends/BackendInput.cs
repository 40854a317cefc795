using Millrace.Gateway.Wire;
using Millrace.Shards;

namespace Millrace.Gateway.Host.Backends;

/// <summary>The bytes that one backend sends, cut into lines. Nothing is allocated for a read, nor for a line.</summary>
internal sealed class BackendInput : IDisposable
{
    // Where a secret is needed a stranger gets no more than this to say one in; a hello is far shorter.
    private const int LongestHello = 8 * 1024;

    private readonly BackendConnection _connection;
    private readonly BackendListener _home;
    private readonly BackendLines _lines;
    private readonly LineFramer _framer;
    private long _longLines;

    public BackendInput(BackendConnection connection, BackendListener home, BackendLines lines)
    {
        (_connection, _home, _lines) = (connection, home, lines);
        int limit = home.Rules.MaxLineBytes;
        _framer = new LineFramer(home.Rules.Secret is null ? limit : Math.Min(limit, LongestHello)) { SkipsLongLines = true };
    }

    // What comes after its end was decided is only read so that the peer's end is seen.
    private bool IsHeard => _connection.Stage is BackendStage.Waiting or BackendStage.Joined;

    /// <summary>Reads once and takes the lines that have come; how many bytes, 0 at the end of the stream, less where nothing has come.</summary>
    public int Read(Link link)
    {
        int received = link.TryReceive(_framer.GetSpan());
        if (received > 0 && IsHeard)
        {
            _framer.Advance(received);
            TakeLines(Shard.Now);
        }

        if (!IsHeard)
        {
            _framer.Dispose(); // the buffer goes back at once, with what is in it
        }

        return received;
    }

    public void Dispose() => _framer.Dispose();

    private void TakeLines(long now)
    {
        while (IsHeard && _framer.TryRead(out ReadOnlySpan<byte> line))
        {
            TellLongLines(now);
            if (IsHeard)
            {
                _lines.Take(line, now);
            }

            if (_connection.Stage == BackendStage.Joined)
            {
                _framer.MaxLineBytes = _home.Rules.MaxLineBytes;
            }
        }

        TellLongLines(now);
        if (IsHeard && !_lines.HasBegun && _framer.PendingBytes.TrimStart(" \t\r"u8) is [not (byte)'{', ..])
        {
            _lines.TakeForeign(); // no need to wait for the end of such a line
        }

        if (IsHeard && _framer.SkippedBytes > _home.Rules.MaxSkippedBytes)
        {
            _connection.End(BackendEnd.LongLine, $"No newline came after {_framer.MaxLineBytes} bytes, nor within {_home.Rules.MaxSkippedBytes} more.", atOnce: true);
        }
    }

    private void TellLongLines(long now)
    {
        for (; IsHeard && _longLines < _framer.LongLines; _longLines++)
        {
            _lines.TakeTooLong(_framer.MaxLineBytes, now);
        }
    }
}
