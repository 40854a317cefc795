using Millrace.Amqp.Load.Subject;

namespace Millrace.Amqp.Tests.Load;

public sealed class RecoveryRoundsTests
{
    private const long Cut = 100;
    private readonly RecoveryRounds _rounds;
    private int _begun;
    private int _ended;

    public RecoveryRoundsTests() => _rounds = new RecoveryRounds(
        2,
        () =>
        {
            _begun++;
            return Cut * _begun;
        },
        () => _ended++);

    [Fact]
    public void A_round_is_cut_when_the_last_task_has_come()
    {
        Assert.False(_rounds.Come(0));
        Assert.True(_rounds.Waits(0));
        Assert.True(_rounds.Come(0));
        Assert.False(_rounds.Waits(0));
        Assert.Equal(1, _begun);
    }

    [Fact]
    public void A_fast_task_does_not_end_the_round_for_a_slow_one()
    {
        _rounds.Come(0);
        _rounds.Come(0);
        Assert.True(_rounds.IsBack(0, Cut + 1));
        Assert.False(_rounds.Come(1));
        for (int message = 0; message < 10; message++)
        {
            // It publishes on while it waits for the next round.
            Assert.False(_rounds.IsBack(1, Cut + 2 + message));
        }

        Assert.Equal(0, _ended);
        Assert.True(_rounds.IsBack(0, Cut + 20));
        Assert.Equal(1, _ended);
    }

    [Fact]
    public void There_are_as_many_cuts_as_rounds_when_one_task_is_always_first()
    {
        _rounds.Come(0);
        _rounds.Come(0);
        for (int round = 0; round < 50; round++)
        {
            long cut = Cut * _begun;
            Assert.True(_rounds.IsBack(round, cut + 1));
            Assert.False(_rounds.Come(round + 1));
            Assert.True(_rounds.IsBack(round, cut + 2));
            Assert.Equal((round + 1, round + 1), (_begun, _ended));
            Assert.True(_rounds.Come(round + 1));
        }
    }

    [Fact]
    public void A_message_begun_before_the_cut_is_no_recovery()
    {
        _rounds.Come(0);
        _rounds.Come(0);
        Assert.False(_rounds.IsBack(0, Cut - 1));
        Assert.True(_rounds.IsBack(0, Cut));
    }

    [Fact]
    public void A_round_that_is_broken_off_says_who_is_missing()
    {
        Assert.Equal((0L, 0), _rounds.Abort());
        _rounds.Come(0);
        _rounds.Come(0);
        _rounds.IsBack(0, Cut + 1);
        Assert.Equal((Cut, 1), _rounds.Abort());
        Assert.Equal((0L, 0), _rounds.Abort());
        Assert.Equal(0, _ended);
    }
}
