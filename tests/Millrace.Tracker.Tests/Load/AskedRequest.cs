using System.Net;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Load;

/// <summary>A request as it came to a scripted tracker.</summary>
internal sealed record AskedRequest(RequestHead Head, byte[] Bytes, IPEndPoint From)
{
    public AnnounceRequest Announce => AnnounceRequest.TryRead(Bytes, out AnnounceRequest request) ? request : throw new InvalidOperationException("It is no announce.");
}
