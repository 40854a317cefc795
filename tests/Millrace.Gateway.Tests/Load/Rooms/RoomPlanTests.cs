using Millrace.Engine;
using Millrace.Gateway.Load;
using Millrace.Gateway.Load.Rooms;

namespace Millrace.Gateway.Tests.Load.Rooms;

public sealed class RoomPlanTests
{
    private static readonly GatewaySystem _system = new();

    [Fact]
    public void Without_a_size_all_clients_share_one_room_and_the_first_publishes()
    {
        RoomPlan plan = Plan(clients: 7);

        Assert.Equal((1, 7), (plan.Rooms, plan.ReadersIn(0)));
        Assert.Equal([0], Enumerable.Range(0, 7).Where(plan.Publishes));
        Assert.All(Enumerable.Range(0, 7), client => Assert.Equal(0, plan.RoomOf(client)));
    }

    [Fact]
    public void Every_room_has_its_members_and_one_publisher_of_its_own()
    {
        RoomPlan plan = Plan(clients: 20, members: 5);

        Assert.Equal(4, plan.Rooms);
        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 20).Where(plan.Publishes).Select(plan.RoomOf));
        Assert.All(Enumerable.Range(0, 4), room => Assert.Equal(5, Enumerable.Range(0, 20).Count(client => plan.RoomOf(client) == room)));
        Assert.All(Enumerable.Range(0, 4), room => Assert.Equal(5, plan.ReadersIn(room)));
    }

    [Fact]
    public void Those_that_never_read_are_the_last_and_no_publisher_is_among_them()
    {
        RoomPlan plan = Plan(clients: 12, members: 5, slow: 2);

        Assert.Equal((2, 10), (plan.Rooms, plan.Readers));
        Assert.Equal([10, 11], Enumerable.Range(0, 12).Where(plan.IsSlow));
        Assert.Equal([0, 1], Enumerable.Range(10, 2).Select(plan.RoomOf));
        Assert.DoesNotContain(Enumerable.Range(0, 12), client => plan.Publishes(client) && plan.IsSlow(client));
    }

    [Theory]
    [InlineData(20, "6", "0", "members is 6, but 20 clients")]
    [InlineData(20, "21", "0", "members is 21, but 20 clients")]
    [InlineData(20, "5", "2", "plus the 2 that never read")]
    [InlineData(20, "-1", "0", "members is '-1'; it is a whole number")]
    [InlineData(20, "many", "0", "members is 'many'; it is a whole number")]
    [InlineData(20, "0", "20", "slow is 20 of 20 clients; at least one must read")]
    [InlineData(20, "0", "1.5", "slow is '1.5'; it is a whole number")]
    public void Settings_that_make_no_plan_are_refused_with_what_to_do(int clients, string members, string slow, string problem)
    {
        Scenario scenario = Scenario(clients, members, slow);

        Assert.False(RoomPlan.TryOf(scenario, out RoomPlan? plan, out string said));
        Assert.Null(plan);
        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.Contains(said, _system.Validate(scenario));
    }

    [Theory]
    [InlineData("/ws/room-0", true)]
    [InlineData("room-12", true)]
    [InlineData("/ws/rooms/lobby", false)]
    [InlineData("/ws/", false)]
    [InlineData("", false)]
    public void A_backend_tells_rooms_by_the_last_part_of_the_path(string path, bool isRoom) => Assert.Equal(isRoom, RoomAddress.IsRoom(path));

    [Theory]
    [InlineData("ws://127.0.0.1:8080/ws/", "ws://127.0.0.1:8080/ws/room-3")]
    [InlineData("wss://gate.example/chat", "wss://gate.example/chat/room-3")]
    [InlineData("ws://127.0.0.1:8080/ws/?token=a%20b", "ws://127.0.0.1:8080/ws/room-3?token=a%20b")]
    public void A_room_lies_under_the_target_path(string target, string address) => Assert.Equal(address, RoomAddress.Of(new Uri(target), 3).AbsoluteUri);

    private static RoomPlan Plan(int clients, int members = 0, int slow = 0) => RoomPlan.Of(Scenario(clients, $"{members}", $"{slow}"));

    private static Scenario Scenario(int clients, string members, string slow) => Engine.Scenario.Of(_system, _system.Profiles[0]).WithMode("rooms") with
    {
        Clients = clients,
        Parameters = new Dictionary<string, string> { ["members"] = members, ["slow"] = slow },
    };
}
