using System.Net;
using System.Text;

namespace Millrace.Shards.Tests.Udp;

/// <summary>Short texts as datagrams, and a server that answers them.</summary>
internal static class Datagrams
{
    public static int Write(UdpBatch batch, string text) => Encoding.ASCII.GetBytes(text, batch.Next);

    public static void Add(UdpBatch batch, string text, IPEndPoint to) => batch.Add(Write(batch, text), UdpAddress.From(to));

    public static string[] Texts(UdpBatch batch) => [.. Enumerable.Range(0, batch.Count).Select(i => Encoding.ASCII.GetString(batch[i]))];

    /// <summary>Answers each datagram with one of 320 bytes until the port closes.</summary>
    public static async Task AnswerAsync(UdpPort port)
    {
        using UdpBatch received = new(16, 100);
        using UdpBatch answers = new(16, 320);
        try
        {
            while (true)
            {
                await port.ReceiveAsync(received);
                for (int i = 0; i < received.Count; i++)
                {
                    received[i].CopyTo(answers.Next);
                    answers.Reply(320, received, i);
                }

                await port.SendAsync(answers);
            }
        }
        catch (LinkException)
        {
            // The test is over.
        }
    }

    /// <summary>Asks in batches of ten and waits for the answers to each.</summary>
    public static async ValueTask AskAsync(UdpPort port, UdpBatch batch, int questions)
    {
        for (int asked = 0; asked < questions; asked += 10)
        {
            for (int i = 0; i < 10; i++)
            {
                batch.Add(100);
            }

            await port.SendAsync(batch);
            for (int answers = 0; answers < 10; answers += batch.Count)
            {
                await port.ReceiveAsync(batch);
            }

            batch.Clear();
        }
    }
}
