namespace Millrace.Gateway.Host.Sessions;

/// <summary>Where a client is in the arrays of a room.</summary>
internal readonly record struct RoomSeat(LocalRoom Room, int Index);
