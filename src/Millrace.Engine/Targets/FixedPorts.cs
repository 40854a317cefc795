using System.Globalization;

namespace Millrace.Engine.Targets;

/// <summary>Turns "any port" arguments into the ports that a first start was given, so that a restart is found where it was.</summary>
internal static class FixedPorts
{
    private const string Port = "--port", Suffix = "-port";

    public static IReadOnlyList<string> In(IReadOnlyList<string> arguments, ReadyLine ready, string? mainAddress)
    {
        string[] fixedArguments = [.. arguments];
        for (int i = 0; i < fixedArguments.Length; i++)
        {
            string[] parts = fixedArguments[i].Split('=', 2);
            if (PortOf(parts[0], ready, mainAddress) is not { } port) { continue; }
            if (parts is [_, "0"]) { fixedArguments[i] = $"{parts[0]}={port}"; }
            else if (parts.Length == 1 && i + 1 < fixedArguments.Length && fixedArguments[i + 1] == "0") { fixedArguments[++i] = port; }
        }
        return fixedArguments;
    }

    private static string? PortOf(string option, ReadyLine ready, string? mainAddress)
    {
        if (!option.StartsWith("--", StringComparison.Ordinal)) { return null; }
        Uri? address =
            option == Port ? ready.Addresses.GetValueOrDefault(mainAddress ?? ready.Addresses.Keys.First())
            : !option.EndsWith(Suffix, StringComparison.Ordinal) ? null
            : option[2..^Suffix.Length] is var name && name == "admin" ? ready.Admin
            : ready.Addresses.GetValueOrDefault(name);
        return address?.Port.ToString(CultureInfo.InvariantCulture);
    }
}
