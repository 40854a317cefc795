using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Millrace.Hosting;

/// <summary>The one line on stdout that says a server accepts, and where.</summary>
internal static class ReadyLine
{
    /// <summary>For a program: <c>{"ready":true,"system":"gateway","pid":1,"addresses":{"ws":"ws://…"},"admin":"http://…"}</c>, and <c>"workers":[2,3]</c> where others serve for it.</summary>
    public static string Json(string system, int pid, ServerAddresses addresses, string? admin)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("ready"u8, true);
            writer.WriteString("system"u8, system);
            writer.WriteNumber("pid"u8, pid);
            writer.WriteStartObject("addresses"u8);
            foreach ((string name, string url) in addresses.Entries)
            {
                writer.WriteString(name, url);
            }

            writer.WriteEndObject();
            writer.WriteString("admin"u8, admin);
            if (addresses.Workers.Count > 0)
            {
                writer.WriteStartArray("workers"u8);
                foreach (int worker in addresses.Workers)
                {
                    writer.WriteNumberValue(worker);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>For a person.</summary>
    public static string Human(string system, int pid, ServerAddresses addresses, string? admin)
    {
        StringBuilder line = new();
        line.Append(system).Append(" is ready");
        string separator = ": ";
        foreach ((_, string url) in addresses.Entries)
        {
            line.Append(separator).Append(url);
            separator = ", ";
        }

        if (admin is not null)
        {
            line.Append(" (admin ").Append(admin).Append(')');
        }

        line.Append(" - pid ").Append(pid);
        if (addresses.Workers.Count > 0)
        {
            line.Append(", workers ").AppendJoin(' ', addresses.Workers);
        }

        return line.Append(", Ctrl-C stops").ToString();
    }
}
