using System.Net;

namespace Millrace.Gateway.Host.Routing;

/// <summary>One client on an admin page.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Remote">Its address and port.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Rooms">The names of its rooms, the first one first.</param>
/// <param name="Backend">Who gets its events; null where the next event decides that.</param>
/// <param name="Shard">Where its connection is.</param>
/// <param name="IsHeld">It is not read, because its backend does not keep up.</param>
internal sealed record ConnectionRow(
    string Id, IPEndPoint Remote, SessionState State, IReadOnlyList<string> Rooms, string? Backend, int Shard, bool IsHeld);
