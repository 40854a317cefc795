using System.Text;

namespace Millrace.Amqp.Host;

/// <summary>Texts for clients.</summary>
internal static class Texts
{
    private const int Most = 255;

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
}
