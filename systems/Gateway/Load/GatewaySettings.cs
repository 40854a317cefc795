using Millrace.Engine;
using Millrace.Gateway.Load.Rooms;

namespace Millrace.Gateway.Load;

/// <summary>What can be wrong with a scenario's settings, and how the embedded gateway's further options are read.</summary>
internal static class GatewaySettings
{
    public static IEnumerable<string> Validate(Scenario scenario)
    {
        string read = scenario.Parameters.GetValueOrDefault(GatewayModes.Read, "true");
        if (read is not ("true" or "false"))
        {
            yield return $"{GatewayModes.Read} is '{read}'; it is true or false.";
        }

        if (read == "false" && scenario.Mode != GatewayModes.Blast)
        {
            yield return scenario.Mode == GatewayModes.Rooms
                ? $"{GatewayModes.Read}=false makes sense in mode {GatewayModes.Blast} only; in mode {GatewayModes.Rooms}, {RoomPlan.SlowSetting} says how many clients never read."
                : $"{GatewayModes.Read}=false makes sense in mode {GatewayModes.Blast} only; {scenario.Mode} waits for its replies.";
        }

        if (scenario.Mode == GatewayModes.Rooms)
        {
            if (!RoomPlan.TryOf(scenario, out _, out string problem))
            {
                yield return problem;
            }

            if (scenario.PayloadBytes < RoomPayload.MinBytes)
            {
                yield return $"payload is {scenario.PayloadBytes} bytes; in mode {GatewayModes.Rooms} a message has at least {RoomPayload.MinBytes}.";
            }
        }
        else if (scenario.Parameters.GetValueOrDefault(RoomPlan.SlowSetting, "0") != "0" || scenario.Parameters.GetValueOrDefault(RoomPlan.MembersSetting, "0") != "0")
        {
            yield return $"{RoomPlan.MembersSetting} and {RoomPlan.SlowSetting} are about rooms, and mode {scenario.Mode} has none; use --mode {GatewayModes.Rooms}.";
        }

        if (scenario.Target is not null && scenario.Parameters.GetValueOrDefault(GatewayModes.Serve, "").Length > 0)
        {
            yield return $"{GatewayModes.Serve} is about the gateway that millrace starts, and --target names one that runs already; leave one of them out.";
        }
    }
}
