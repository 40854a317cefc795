namespace Millrace.Amqp.Host.Admin;

/// <summary>The answer to <c>GET /connections</c>.</summary>
/// <param name="Total">How many connections there are.</param>
/// <param name="Skipped">How many come before these.</param>
/// <param name="Connections">A part of them.</param>
internal sealed record ConnectionsPage(int Total, int Skipped, IReadOnlyList<ConnectionRow> Connections);

/// <summary>One connection.</summary>
/// <param name="Remote">The client's address.</param>
/// <param name="Name">What the client calls it.</param>
/// <param name="User">Who logged in.</param>
/// <param name="VirtualHost">Which virtual host it entered.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="Channels">Its open channels.</param>
/// <param name="WaitingBytes">Bytes that wait to be sent to it.</param>
/// <param name="Blocked">True while it may not publish.</param>
internal sealed record ConnectionRow(string Remote, string Name, string User, string? VirtualHost, string Stage, int Channels, int WaitingBytes, bool Blocked);
