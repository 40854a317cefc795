using Millrace.Gateway.Load.Rooms;

namespace Millrace.Gateway.Tests.Load.Rooms;

public sealed class RoomMemberTests
{
    [Fact]
    public void Rising_numbers_are_next_each()
    {
        RoomMember member = From(5);

        Assert.Equal([CopyOrder.Next, CopyOrder.Next, CopyOrder.Next], new long[] { 5, 6, 7 }.Select(member.Take));
        Assert.Empty(member.Leave(8));
    }

    [Fact]
    public void What_comes_after_a_later_one_is_out_of_order_and_not_missing_any_more()
    {
        RoomMember member = From(0);

        Assert.Equal([CopyOrder.Next, CopyOrder.Gap, CopyOrder.Reordered, CopyOrder.Next], new long[] { 0, 3, 1, 4 }.Select(member.Take));
        Assert.Equal([2], member.Leave(5));
    }

    [Fact]
    public void What_came_before_is_a_duplicate_also_where_it_came_out_of_order()
    {
        RoomMember member = From(0);

        Assert.Equal(
            [CopyOrder.Next, CopyOrder.Duplicate, CopyOrder.Gap, CopyOrder.Reordered, CopyOrder.Duplicate, CopyOrder.Duplicate],
            new long[] { 0, 0, 2, 1, 1, 2 }.Select(member.Take));
        Assert.Empty(member.Leave(3));
    }

    [Fact]
    public void Messages_from_before_the_member_came_count_for_nothing()
    {
        RoomMember member = From(10);

        Assert.Equal([CopyOrder.Early, CopyOrder.Next, CopyOrder.Early], new long[] { 9, 10, 8 }.Select(member.Take));
    }

    [Fact]
    public void Leaving_names_everything_that_did_not_come_and_coming_back_begins_anew()
    {
        RoomMember member = From(0);
        member.Take(0);
        member.Take(2);

        Assert.Equal([1, 3, 4], member.Leave(5));
        Assert.Empty(member.Leave(5));
        member.Join(7);
        Assert.Equal([CopyOrder.Early, CopyOrder.Next], new long[] { 1, 7 }.Select(member.Take));
    }

    private static RoomMember From(long first)
    {
        var member = new RoomMember();
        member.Join(first);
        return member;
    }
}
