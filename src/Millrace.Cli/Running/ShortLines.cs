using System.Text;

namespace Millrace.Cli.Running;

/// <summary>The lines of a text of which one may have no end: what is longer than a line can be is passed over and never held.</summary>
internal static class ShortLines
{
    /// <summary>Every line of at most <paramref name="most"/> characters, without its end.</summary>
    public static IEnumerable<string> Of(TextReader text, int most)
    {
        char[] buffer = new char[1 << 14];
        var line = new StringBuilder();
        bool isTooLong = false;
        for (int read; (read = text.Read(buffer, 0, buffer.Length)) > 0;)
        {
            for (int start = 0; start < read;)
            {
                int found = Array.IndexOf(buffer, '\n', start, read - start);
                int end = found < 0 ? read : found;
                isTooLong |= line.Length + end - start > most;
                line.Append(buffer, start, isTooLong ? 0 : end - start);
                start = end + 1;
                if (found >= 0)
                {
                    if (!isTooLong)
                    {
                        yield return line.ToString().TrimEnd('\r');
                    }

                    line.Clear();
                    isTooLong = false;
                }
            }
        }

        if (line.Length > 0 && !isTooLong)
        {
            yield return line.ToString();
        }
    }
}
