using System.Net;

namespace Millrace.Gateway.Wire;

/// <summary>Writes what backends decide by: <c>{"headers":{"Accept":["a","b"],…},"url":"/ws/lobby","remote_addr":"10.0.0.7:51234"}</c>.</summary>
internal static class HandshakeFields
{
    // Above this many fields looking for equal names by comparing each with each costs more than sorting.
    private const int Few = 32;

    public static void Write(LineWriter to, IReadOnlyList<KeyValuePair<string, string>> headers, string path, IPEndPoint remote, ReadOnlySpan<char> resumes = default)
    {
        ArgumentNullException.ThrowIfNull(headers);
        to.Raw("{\"headers\":{"u8);
        if (headers.Count <= Few)
        {
            WriteFew(to, headers);
        }
        else
        {
            WriteMany(to, headers);
        }

        to.Raw("},\"url\":"u8);
        to.AsciiText(path);
        to.Raw(",\"remote_addr\":"u8);
        to.Address(remote);
        if (!resumes.IsEmpty)
        {
            to.Raw(",\"resumes\":"u8);
            to.AsciiText(resumes);
        }

        to.Raw("}"u8);
    }

    private static void WriteFew(LineWriter to, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        bool isFirst = true;
        uint written = 0;
        for (int i = 0; i < headers.Count; i++)
        {
            if ((written & (1u << i)) != 0)
            {
                continue;
            }

            Begin(to, headers[i], ref isFirst);
            for (int j = i + 1; j < headers.Count; j++)
            {
                if (headers[j].Key == headers[i].Key)
                {
                    written |= 1u << j;
                    to.Raw(","u8);
                    to.AsciiText(headers[j].Value);
                }
            }

            to.Raw("]"u8);
        }
    }

    private static void WriteMany(LineWriter to, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        bool isFirst = true;

        // OrderBy keeps the order of equal names.
        string? last = null;
        foreach (KeyValuePair<string, string> header in headers.OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            if (header.Key == last)
            {
                to.Raw(","u8);
                to.AsciiText(header.Value);
                continue;
            }

            if (last is not null)
            {
                to.Raw("]"u8);
            }

            Begin(to, header, ref isFirst);
            last = header.Key;
        }

        to.Raw("]"u8);
    }

    private static void Begin(LineWriter to, KeyValuePair<string, string> header, ref bool isFirst)
    {
        to.Raw(isFirst ? ""u8 : ","u8);
        isFirst = false;
        to.AsciiText(header.Key);
        to.Raw(":["u8);
        to.AsciiText(header.Value);
    }
}
