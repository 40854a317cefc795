using System.Globalization;

namespace Millrace.Gateway.Load.Rooms;

/// <summary>Where a room's members connect: the target's address with the room's name as the last part of its path, by which a backend can tell that it is one.</summary>
internal static class RoomAddress
{
    private const string Prefix = "room";

    public static Uri Of(Uri target, int room)
    {
        var address = new UriBuilder(target);
        string folder = address.Path.EndsWith('/') ? address.Path : address.Path + "/";
        address.Path = string.Create(CultureInfo.InvariantCulture, $"{folder}{Prefix}-{room}");
        return address.Uri;
    }

    /// <summary>True where a backend is to send a message on to the whole room of this path.</summary>
    public static bool IsRoom(string path) => path.AsSpan(path.LastIndexOf('/') + 1).StartsWith(Prefix, StringComparison.Ordinal);
}
