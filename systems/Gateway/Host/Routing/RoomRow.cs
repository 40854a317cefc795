namespace Millrace.Gateway.Host.Routing;

/// <summary>One room on an admin page.</summary>
internal sealed record RoomRow(string Name, int Members);
