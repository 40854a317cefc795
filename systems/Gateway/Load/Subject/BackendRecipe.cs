using System.Globalization;
using Millrace.Engine;

namespace Millrace.Gateway.Load.Subject;

/// <summary>How the backend behind an embedded gateway is started: the built-in one, or a program of the user's.</summary>
internal static class BackendRecipe
{
    /// <summary>The companion's name, on the command line and in faults.</summary>
    public const string Name = "backend";

    public const string ConnectionsSetting = "backend-connections";
    public const string AcknowledgeSetting = "backend-ack";

    /// <summary>The gateway's address for backends, as its ready line names it.</summary>
    private const string AddressName = "backend";

    public static CompanionRecipe Of(Scenario scenario)
    {
        if (scenario.CompanionPrograms.GetValueOrDefault(Name) is { } program)
        {
            return new CompanionRecipe(Name, []) { Program = program, NeedsAddress = AddressName };
        }

        string[] arguments = ["subject", "gateway", "--backend", "tcp://{host}:{port}", "--connections", Connections(scenario)];
        return new CompanionRecipe(Name, Acknowledges(scenario) == "true" ? arguments : [.. arguments, "--no-ack"]) { NeedsAddress = AddressName };
    }

    /// <summary>What is wrong with its settings.</summary>
    public static IEnumerable<string> Validate(Scenario scenario)
    {
        if (!int.TryParse(Connections(scenario), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > EchoSubjectOptions.MostConnections)
        {
            yield return $"{ConnectionsSetting} is '{Connections(scenario)}'; it is a whole number from 1 to {EchoSubjectOptions.MostConnections}.";
        }

        if (Acknowledges(scenario) is not ("true" or "false"))
        {
            yield return $"{AcknowledgeSetting} is '{Acknowledges(scenario)}'; it is true or false.";
        }
    }

    private static string Connections(Scenario scenario) => scenario.Parameters.GetValueOrDefault(ConnectionsSetting, "1");

    private static string Acknowledges(Scenario scenario) => scenario.Parameters.GetValueOrDefault(AcknowledgeSetting, "true");
}
