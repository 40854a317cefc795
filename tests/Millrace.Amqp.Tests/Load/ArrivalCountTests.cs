using Millrace.Amqp.Load.Subject;

namespace Millrace.Amqp.Tests.Load;

public sealed class ArrivalCountTests
{
    private readonly MessageLedger _ledger = new(chunks: 1);
    private readonly ArrivalCount _arrivals = new();

    [Fact]
    public async Task Counts_that_agree_do_not_differ()
    {
        Arrive(Sent());
        long twice = Sent();
        Arrive(twice);
        Arrive(twice);
        Arrive(99);
        _arrivals.Foreign();
        _arrivals.Handled();
        Assert.Equal(0, await _arrivals.DifferenceAsync(_ledger, () => 5));
    }

    [Fact]
    public async Task A_delivery_that_the_library_counted_and_no_handler_saw_is_a_difference()
    {
        Arrive(Sent());
        Assert.Equal(1, await _arrivals.DifferenceAsync(_ledger, () => 2));
    }

    [Fact]
    public async Task A_delivery_that_is_in_no_book_is_a_difference()
    {
        Arrive(Sent());
        _arrivals.Handled();
        Assert.Equal(1, await _arrivals.DifferenceAsync(_ledger, () => 2));
    }

    private long Sent()
    {
        long message = _ledger.Begin();
        _ledger.Sending(message, default);
        _ledger.Told(message, MessageFate.Sent);
        return message;
    }

    private void Arrive(long message)
    {
        _ledger.Arrived(message, out _);
        _arrivals.Handled();
    }
}
