using System.Runtime.CompilerServices;
using Millrace.Engine;

namespace Millrace.Gateway.Load.Rooms;

/// <summary>The rooms of one run, shared by the clients of all its shards.</summary>
internal sealed class RunRooms(RoomPlan plan)
{
    private static readonly ConditionalWeakTable<Scenario, RunRooms> _runs = [];

    private readonly RoomRegister[] _rooms = [.. Enumerable.Range(0, plan.Rooms).Select(number => new RoomRegister(number))];

    public RoomPlan Plan { get; } = plan;

    /// <summary>Those of a run: the engine gives each run a scenario of its own.</summary>
    public static RunRooms Of(Scenario scenario) => _runs.GetValue(scenario, static scenario => new RunRooms(RoomPlan.Of(scenario)));

    public RoomRegister Of(int client) => _rooms[Plan.RoomOf(client)];
}
