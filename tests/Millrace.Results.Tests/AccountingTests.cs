using Xunit;

namespace Millrace.Results.Tests;

public sealed class AccountingTests
{
    private static readonly Accounting Closed = new()
    {
        Due = 110,
        Sent = 100,
        Dropped = 10,
        Ok = 80,
        Late = 5,
        Failed = 4,
        Lost = 3,
        Corrupted = 2,
        Indefinite = 6,
        Received = 94,
        Duplicated = 2,
        Unexpected = 1,
    };

    [Fact]
    public void A_closed_account_breaks_no_identity() => Assert.Empty(Closed.BrokenIdentities());

    [Fact]
    public void An_empty_account_is_closed() => Assert.Empty(new Accounting().BrokenIdentities());

    [Fact]
    public void A_start_that_vanished_breaks_the_first_identity_only()
    {
        string broken = Assert.Single((Closed with { Due = 111 }).BrokenIdentities());
        Assert.Equal("due = sent + dropped is broken: 111 is not 100 + 10 (1 missing on the right)", broken);
    }

    [Fact]
    public void An_answer_that_was_counted_twice_breaks_both_sums_that_hold_it()
    {
        Assert.Equal(
            [
                "sent = ok + late + failed + lost + corrupted + indefinite is broken: 100 is not 81 + 5 + 4 + 3 + 2 + 6 (1 too many on the right)",
                "received = ok + late + failed + corrupted + duplicated + unexpected is broken: 94 is not 81 + 5 + 4 + 2 + 2 + 1 (1 too many on the right)",
            ],
            (Closed with { Ok = 81 }).BrokenIdentities());
    }

    public static TheoryData<string> Counters =>
    [
        "Due", "Sent", "Dropped", "Ok", "Late", "Failed", "Lost", "Corrupted", "Indefinite", "Received", "Duplicated", "Unexpected",
    ];

    [Theory]
    [MemberData(nameof(Counters))]
    public void No_counter_can_change_alone_without_being_noticed(string counter)
    {
        Accounting changed = Closed with { };
        typeof(Accounting).GetProperty(counter)!.SetValue(changed, 1000L);

        Assert.NotEmpty(changed.BrokenIdentities());
    }

    [Theory]
    [MemberData(nameof(Counters))]
    public void Adding_two_accounts_adds_every_counter(string counter)
    {
        System.Reflection.PropertyInfo property = typeof(Accounting).GetProperty(counter)!;
        Accounting sum = Closed + new Accounting { Due = 1, Sent = 2, Dropped = 3, Ok = 4, Late = 5, Failed = 6, Lost = 7, Corrupted = 8, Indefinite = 9, Received = 10, Duplicated = 11, Unexpected = 12 };

        Assert.Equal((long)property.GetValue(Closed)! + Counters.ToList().FindIndex(row => row.Data == counter) + 1, property.GetValue(sum));
    }
}
