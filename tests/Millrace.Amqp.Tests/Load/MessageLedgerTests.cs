using Millrace.Amqp.Load.Subject;
using Millrace.Engine;
using Millrace.Engine.Subjects;

namespace Millrace.Amqp.Tests.Load;

public sealed class MessageLedgerTests
{
    private static readonly SubjectOperation _delivery = new(new OperationId(2), 3, 1_000, 1_000);
    private readonly MessageLedger _ledger = new(chunks: 1);

    [Fact]
    public void A_message_that_arrives_once_ends_its_own_delivery()
    {
        long message = Sent(MessageFate.Confirmed);
        Assert.Equal(1, _ledger.Awaited);
        Assert.Equal(_delivery, _ledger.Arrived(message, out bool isDuplicate));
        Assert.False(isDuplicate);
        Assert.Equal((0, 1, 0), (_ledger.Awaited, _ledger.Delivered, _ledger.Duplicates));
        Assert.Empty(_ledger.Missing());
    }

    [Fact]
    public void A_second_arrival_is_a_duplicate_and_no_delivery()
    {
        long message = Sent(MessageFate.Confirmed);
        _ledger.Arrived(message, out _);
        Assert.Null(_ledger.Arrived(message, out bool isDuplicate));
        Assert.True(isDuplicate);
        Assert.Equal((1, 1), (_ledger.Delivered, _ledger.Duplicates));
    }

    [Fact]
    public void A_message_may_arrive_before_the_word_on_it()
    {
        long message = _ledger.Begin();
        _ledger.Sending(message, in _delivery);
        Assert.NotNull(_ledger.Arrived(message, out _));
        Assert.False(_ledger.Told(message, MessageFate.Confirmed));
        Assert.Equal(0, _ledger.Awaited);
    }

    [Fact]
    public void What_was_confirmed_and_never_came_is_missing_and_what_was_refused_is_not()
    {
        long lost = Sent(MessageFate.Confirmed);
        Sent(MessageFate.Refused);
        long unknown = Sent(MessageFate.Indefinite);
        Assert.Equal([(lost, true), (unknown, false)], _ledger.Missing().Select(missing => (missing.Message, (missing.Fate & MessageFate.Confirmed) != 0)));
    }

    [Fact]
    public void A_number_that_was_never_given_out_is_nobodys_delivery()
    {
        Assert.Null(_ledger.Arrived(0, out bool isDuplicate));
        Assert.Null(_ledger.Arrived(-5, out _));
        Assert.False(isDuplicate);
    }

    [Fact]
    public void A_full_ledger_says_so()
    {
        for (int i = 0; i < 1 << 16; i++)
        {
            _ledger.Begin();
        }

        Assert.Contains("is full", Assert.Throws<ClientException>(() => _ledger.Begin()).Message, StringComparison.Ordinal);
    }

    private long Sent(MessageFate fate)
    {
        long message = _ledger.Begin();
        _ledger.Sending(message, in _delivery);
        _ledger.Told(message, fate);
        return message;
    }
}
