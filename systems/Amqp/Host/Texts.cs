using System.Text;

namespace Millrace.Amqp.Host;

/// <summary>Texts for clients, and of clients.</summary>
internal static class Texts
{
    private const int Most = 255;
    private const int MostShown = 100;

    /// <summary>The text as it fits into a short string.</summary>
    public static string Fit(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= Most)
        {
            return text;
        }

        int length = Math.Min(text.Length, Most - 3);
        while (Encoding.UTF8.GetByteCount(text.AsSpan(0, length)) > Most - 3 || char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }

        return text[..length] + "...";
    }

    /// <summary>A text that a client chose, as it may stand in each of its log lines.</summary>
    public static string Shown(string text)
    {
        if (text.Length <= MostShown)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[MostShown - 1]) ? MostShown - 1 : MostShown)] + "...";
    }
}
