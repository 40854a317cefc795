using System.Globalization;

namespace Millrace.Engine.Targets;

/// <summary>A companion's command line and variables, once the addresses of its target are known. Pure.</summary>
internal static class CompanionCommand
{
    private static readonly string[] _placeholders = ["{host}", "{port}", "{address}"];

    /// <summary>How to start it. Throws <see cref="TargetException"/> where it needs an address that the target does not have.</summary>
    public static TargetLaunch Launch(CompanionRecipe recipe, IReadOnlyDictionary<string, Uri> addresses, CpuSet? cpus)
    {
        Uri? own = Address(recipe, addresses);
        TargetProgram program = recipe.Program ?? TargetProgram.This();
        string[] Fill(IReadOnlyList<string> words) => [.. words.Select(word => Filled(recipe, word, own))];
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach ((string name, Uri address) in addresses)
        {
            string prefix = $"MILLRACE_{Variable(name)}_";
            variables[prefix + "HOST"] = address.DnsSafeHost;
            variables[prefix + "PORT"] = Port(address);
            variables[prefix + "ADDRESS"] = address.OriginalString;
        }

        foreach ((string name, string value) in recipe.Environment)
        {
            variables[name] = value;
        }

        bool isForeign = recipe.Program is not null;
        return new TargetLaunch
        {
            Role = $"the {recipe.Name}",
            IsForeign = isForeign,
            // Ours drains when its input closes. Another's mostly does not look at it, and every run would wait for that.
            StopWithin = TimeSpan.FromSeconds(isForeign ? 1 : 10),
            Program = new TargetProgram(program.File, Fill(program.FirstArguments)),
            Arguments = Fill(recipe.Arguments),
            Variables = variables,
            Cpus = cpus,
        };
    }

    private static Uri? Address(CompanionRecipe recipe, IReadOnlyDictionary<string, Uri> addresses) =>
        recipe.NeedsAddress is not { } name ? null
        : addresses.TryGetValue(name, out Uri? address) ? address
        : throw new TargetException(
            $"the {recipe.Name} needs the target's address '{name}', and the target has {string.Join(", ", addresses.Keys)}; "
            + $"for a target that runs already, give it with --target-address {name}=tcp://host:port");

    private static string Filled(CompanionRecipe recipe, string word, Uri? address)
    {
        if (!_placeholders.Any(placeholder => word.Contains(placeholder, StringComparison.Ordinal)))
        {
            return word;
        }

        return address is null
            ? throw new TargetException($"the {recipe.Name} is given no address, so '{word}' cannot be filled in")
            : word.Replace("{host}", address.DnsSafeHost, StringComparison.Ordinal)
                .Replace("{port}", Port(address), StringComparison.Ordinal)
                .Replace("{address}", address.OriginalString, StringComparison.Ordinal);
    }

    private static string Port(Uri address) => address.Port.ToString(CultureInfo.InvariantCulture);

    private static string Variable(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}
