using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Answering;

/// <summary>Requests as bytes.</summary>
internal static class Requests
{
    public static readonly InfoHash Swarm = new(0x0102_0304_0506_0708, 0x090a_0b0c_0d0e_0f10, 0x1112_1314);

    public static byte[] Connect()
    {
        byte[] bytes = new byte[TrackerProtocol.RequestHeadBytes];
        RequestHead.Connect(AnswersInTest.Transaction).Write(bytes);
        return bytes;
    }

    public static byte[] Announce(ulong id, Func<AnnounceRequest, AnnounceRequest>? change = null, byte[]? options = null)
    {
        AnnounceRequest request = new()
        {
            Head = new RequestHead(id, TrackerAction.Announce, AnswersInTest.Transaction),
            InfoHash = Swarm,
            PeerId = new PeerId(1, 2, 3),
            Left = 1000,
            Event = AnnounceEvent.Started,
            Wanted = -1,
            Port = 6881,
        };
        byte[] bytes = new byte[TrackerProtocol.AnnounceBytes + (options?.Length ?? 0)];
        (change is null ? request : change(request)).Write(bytes);
        options?.CopyTo(bytes, TrackerProtocol.AnnounceBytes);
        return bytes;
    }

    public static byte[] Scrape(ulong id, params ReadOnlySpan<InfoHash> hashes)
    {
        byte[] bytes = new byte[TrackerProtocol.RequestHeadBytes + (hashes.Length * TrackerProtocol.InfoHashBytes)];
        new RequestHead(id, TrackerAction.Scrape, AnswersInTest.Transaction).Write(bytes);
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i].Write(bytes.AsSpan(TrackerProtocol.RequestHeadBytes + (i * TrackerProtocol.InfoHashBytes)));
        }

        return bytes;
    }

    public static byte[] Head(ulong id, uint action, int length = TrackerProtocol.RequestHeadBytes)
    {
        byte[] bytes = new byte[length];
        new RequestHead(id, (TrackerAction)action, AnswersInTest.Transaction).Write(bytes);
        return bytes;
    }

    public static byte[] Url(string url)
    {
        byte[] text = System.Text.Encoding.ASCII.GetBytes(url);
        byte[] options = new byte[UrlData.LengthFor(text.Length)];
        UrlData.Write(options, text);
        return options;
    }
}
