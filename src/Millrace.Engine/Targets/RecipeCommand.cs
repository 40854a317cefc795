using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Millrace.Engine.Targets;

/// <summary>An embedded target's command line and variables, out of its recipe.</summary>
internal static class RecipeCommand
{
    private const string Port = "{port}";

    /// <summary>How to start it, with a folder of its own where the recipe asks for one. Throws <see cref="TargetException"/> where the recipe cannot be followed.</summary>
    public static TargetLaunch Launch(TargetRecipe recipe, string? folder)
    {
        string? port = recipe.AcceptsAt is null ? null : FreePort().ToString(CultureInfo.InvariantCulture);
        string Filled(string word) => port is null ? word : word.Replace(Port, port, StringComparison.Ordinal);
        TargetProgram program = recipe.Program ?? TargetProgram.This();
        return new TargetLaunch
        {
            // One that announces itself keeps to the rest of the agreement too: it drains when its input closes.
            IsForeign = port is not null,
            StopWithin = TimeSpan.FromSeconds(port is not null ? 0.1 : 10),
            Program = new TargetProgram(program.File, [.. program.FirstArguments.Select(Filled)]),
            Arguments = [.. recipe.ArgumentsWith(folder ?? "").Select(Filled)],
            OwnFolder = folder,
            MainAddress = recipe.AddressName,
            AcceptsAt = port is null ? null : new(recipe.AddressName, Place(recipe.AcceptsAt!, Filled(recipe.AcceptsAt!))),
            Variables = recipe.Environment.ToDictionary(variable => variable.Key, variable => (string?)Filled(variable.Value), StringComparer.Ordinal),
        };
    }

    private static Uri Place(string written, string filled) =>
        written.Contains(Port, StringComparison.Ordinal) && Uri.TryCreate(filled, UriKind.Absolute, out Uri? address) && address.Host.Length > 0 && address.Port > 0 && !address.Scheme.StartsWith("udp", StringComparison.Ordinal)
            ? address
            : throw new TargetException($"the recipe's address '{written}' cannot be used: it is a TCP address with {{port}} in the place of its port, such as tcp://127.0.0.1:{{port}}; a server on UDP has to print a ready line");

    // Free now: whoever takes it before the program does makes the program fail, and it says so.
    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
