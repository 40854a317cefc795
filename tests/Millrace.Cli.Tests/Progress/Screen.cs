using System.Globalization;
using System.Text;

namespace Millrace.Cli.Tests.Progress;

/// <summary>What a terminal shows of a text: the few control sequences that a live display uses, and nothing else.</summary>
internal sealed class Screen
{
    private readonly List<StringBuilder> _rows = [new()];
    private int _row;
    private int _column;

    private Screen()
    {
    }

    /// <summary>The rows without their trailing blanks, up to the last that is not empty.</summary>
    public static IReadOnlyList<string> Of(string written)
    {
        var screen = new Screen();
        for (int i = 0; i < written.Length; i++)
        {
            if (written[i] == '\u001b' && i + 1 < written.Length && written[i + 1] == '[')
            {
                int end = written.AsSpan(i + 2).IndexOfAnyInRange('@', '~') + i + 2;
                screen.Control(written[(i + 2)..end], written[end]);
                i = end;
            }
            else
            {
                screen.Put(written[i]);
            }
        }

        List<string> rows = [.. screen._rows.Select(row => row.ToString().TrimEnd())];
        return rows.Slice(0, rows.FindLastIndex(row => row.Length > 0) + 1);
    }

    private void Put(char c)
    {
        if (c == '\r')
        {
            _column = 0;
            return;
        }

        if (c == '\n')
        {
            (_row, _column) = (_row + 1, 0);
            while (_rows.Count <= _row)
            {
                _rows.Add(new());
            }

            return;
        }

        StringBuilder row = _rows[_row];
        row.Append(' ', Math.Max(0, _column + 1 - row.Length));
        row[_column++] = c;
    }

    private void Control(string arguments, char command)
    {
        int number = int.TryParse(arguments, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 0;
        switch (command)
        {
            case 'A':
                _row = Math.Max(0, _row - Math.Max(1, number));
                break;
            case 'K' when number == 2:
                _rows[_row].Clear();
                break;
            case 'J' when number == 0:
                _rows[_row].Length = Math.Min(_rows[_row].Length, _column);
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                throw new NotSupportedException($"The screen does not know ESC [ {arguments} {command}.");
        }
    }
}
