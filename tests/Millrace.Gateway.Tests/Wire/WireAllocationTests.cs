using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Tests.Wire;

public sealed class WireAllocationTests
{
    private static readonly byte[] Context = """{"client_id":"c","room_id":"r","metadata":{"accepted":true,"metadata":{"k":1}}}""".Utf8();

    public static TheoryData<string> Actions => [BackendLines.ToRoom, BackendLines.ToConnection, BackendLines.Broadcast, BackendLines.Ack, BackendLines.JoinRoom, BackendLines.Heartbeat];

    public static TheoryData<string> Events => [GatewayLines.NewConnection, GatewayLines.NewMessage, GatewayLines.Disconnected, GatewayLines.Heartbeat];

    [Theory, MemberData(nameof(Actions))]
    public void Actions_are_read_without_allocation(string line)
    {
        byte[] bytes = line.Utf8();
        BackendAction action = new();
        IsFree(() => Assert.True(BackendActionParser.TryParse(bytes, action, out _)));
    }

    [Theory, MemberData(nameof(Events))]
    public void Events_are_read_without_allocation(string line)
    {
        byte[] bytes = line.Utf8();
        GatewayEvent to = new();
        IsFree(() => Assert.True(GatewayEventParser.TryParse(bytes, to, out _)));
    }

    [Fact]
    public void Lines_are_written_without_allocation()
    {
        LineWriter writer = new();
        byte[] message = "hällo \"you\" 😀\n".Utf8();
        IsFree(() =>
        {
            writer.Clear();
            EventLines.Head(writer, "e", 12, isRedelivered: true);
            EventLines.NewMessage(writer, message, Context);
            EventLines.Head(writer, "e");
            EventLines.NewBinaryMessage(writer, message, Context);
            ActionLines.MessageToRoom(writer, "q", "r", message);
            ActionLines.Ack(writer, 7);
        });
    }

    private static void IsFree(Action work)
    {
        // Compilation in tiers allocates once here and there; what a line costs shows in every round.
        long least = long.MaxValue;
        for (int round = 0; round < 10 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 200; i++)
            {
                work();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
