using System.Globalization;
using Millrace.Engine;

namespace Millrace.Gateway.Load.Rooms;

/// <summary>
/// Who is in which room and does what. Clients 0 to <see cref="Rooms"/> - 1 publish, one each, to the room of their number, and are members of it;
/// further clients are members in turn; the last <see cref="Slow"/> are members that never read. Pure.
/// </summary>
internal sealed record RoomPlan
{
    public const string MembersSetting = "members";
    public const string SlowSetting = "slow";

    private RoomPlan(int clients, int members, int slow)
    {
        Clients = clients;
        Slow = slow;
        Rooms = members == 0 ? 1 : Math.Max(1, Readers / members);
    }

    public int Clients { get; }

    /// <summary>Clients that never read.</summary>
    public int Slow { get; }

    /// <summary>Clients that read, publishers included.</summary>
    public int Readers => Clients - Slow;

    public int Rooms { get; }

    /// <summary>The plan of a scenario whose settings are right.</summary>
    public static RoomPlan Of(Scenario scenario) => TryOf(scenario, out RoomPlan? plan, out string problem) ? plan! : throw new ArgumentException(problem, nameof(scenario));

    /// <summary>The plan of a scenario; false, with what is wrong and what to do, where its settings make none.</summary>
    public static bool TryOf(Scenario scenario, out RoomPlan? plan, out string problem)
    {
        plan = null;
        if (!Number(scenario, MembersSetting, out int members, out problem) || !Number(scenario, SlowSetting, out int slow, out problem))
        {
            return false;
        }

        if (slow >= scenario.Clients)
        {
            problem = $"{SlowSetting} is {slow} of {scenario.Clients} clients; at least one must read, so set it below {scenario.Clients} or raise --clients.";
            return false;
        }

        int readers = scenario.Clients - slow;
        if (members > readers || (members > 0 && readers % members > 0))
        {
            problem = $"{MembersSetting} is {members}, but {readers} clients that read do not fill rooms of that size; set --clients to a multiple of it"
                + $"{(slow > 0 ? $" plus the {slow} that never read" : "")}, or {MembersSetting} to 0 for one room.";
            return false;
        }

        plan = new RoomPlan(scenario.Clients, members, slow);
        return true;
    }

    /// <summary>Clients that send; the others only listen.</summary>
    public bool Publishes(int client) => client < Rooms;

    public bool IsSlow(int client) => client >= Readers;

    /// <summary>The number of a client's room.</summary>
    public int RoomOf(int client) => client % Rooms;

    /// <summary>Members of a room that read.</summary>
    public int ReadersIn(int room) => Readers / Rooms + (room < Readers % Rooms ? 1 : 0);

    private static bool Number(Scenario scenario, string name, out int value, out string problem)
    {
        value = 0;
        problem = "";
        if (scenario.Parameters.GetValueOrDefault(name) is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) || value > 1_000_000))
        {
            problem = $"{name} is '{text}'; it is a whole number from 0 to 1000000.";
            return false;
        }

        return true;
    }
}
