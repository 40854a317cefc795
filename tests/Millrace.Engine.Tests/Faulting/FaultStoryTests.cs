using Millrace.Engine.Clients;
using Millrace.Engine.Faulting;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Faulting;

public sealed class FaultStoryTests
{
    private static readonly FaultResult _fault = new() { Kind = "pause", Spec = "pause@5s..8s", Target = "target", AtSeconds = 5 };

    [Fact]
    public void The_first_and_the_last_client_make_the_times()
    {
        FaultResult told = FaultStory.Tell(_fault, [Note(10, 100, 400, 420), Note(10, 160, 400, 470), Note(10, 0, 400, 401)]);

        Assert.Equal((90, 150), (told.DetectMs, told.PropagateMs));
        // The third client noticed nothing, so its answers prove no recovery.
        Assert.Equal((20, 70), (told.RecoverFirstMs, told.RecoverLastMs));
    }

    [Fact]
    public void No_time_of_a_fault_is_ever_negative_whatever_clients_see_before_word_of_it_reaches_them()
    {
        var random = new Random(11);
        for (int round = 0; round < 3_000; round++)
        {
            // Word of an injection and of an end comes a moment after them, and clients go on seeing things meanwhile.
            var watch = new FaultWatch(1);
            long injected = Ms(100), ended = Ms(200);
            long heardOfInjection = injected + Ms(random.Next(30)), heardOfEnd = ended + Ms(random.Next(30));
            bool knows = false, over = false;
            for (long now = Ms(50); now < Ms(400); now += Ms(1 + random.Next(8)))
            {
                if (!knows && now >= heardOfInjection)
                {
                    watch.Injected(0, injected, Ms(20));
                    knows = true;
                }

                if (!over && now >= heardOfEnd)
                {
                    watch.Ended(0, ended);
                    over = true;
                }

                See(watch, random, now);
            }

            FaultResult told = FaultStory.Tell(_fault, [watch[0]]);
            Assert.All([told.DetectMs, told.PropagateMs, told.RecoverFirstMs, told.RecoverLastMs, told.Storm?.BackFirstMs, told.Storm?.BackLastMs], time => Assert.True(time is null or >= 0, $"{time} ms in round {round}"));
        }
    }

    private static void See(FaultWatch watch, Random random, long now)
    {
        switch (random.Next(6))
        {
            case 0:
                watch.Noticed(now);
                break;
            case 1:
                watch.Disconnected(now);
                break;
            case 2:
                watch.Connected(now);
                break;
            case 3:
                watch.Waited(now - Ms(random.Next(60)), now);
                break;
            case 4:
                watch.ConnectFailed("refused", now - Ms(random.Next(10)), now);
                break;
            default:
                watch.Ended(new Operation(null!, default, 0, now, now - Ms(random.Next(60))), random.Next(3) == 0 ? Outcome.Failed : Outcome.Ok, now);
                break;
        }
    }

    [Fact]
    public void While_one_client_has_not_come_back_there_is_no_last_recovery()
    {
        FaultResult told = FaultStory.Tell(_fault, [Note(10, 100, 400, 420), Note(10, 160, 400, 0)]);
        Assert.Equal((20, null), (told.RecoverFirstMs, told.RecoverLastMs));
    }

    [Fact]
    public void A_fault_that_nobody_noticed_has_no_times()
    {
        FaultResult told = FaultStory.Tell(_fault, [Note(10, 0, 400, 401)]);
        Assert.Equal((null, null, null, null), (told.DetectMs, told.PropagateMs, told.RecoverFirstMs, told.RecoverLastMs));
    }

    [Theory]
    [InlineData(1_000, 0.05)]
    [InlineData(20_000, 0.1)]
    [InlineData(100_000, 0.25)]
    [InlineData(900_000, 1.8)]
    public void The_threshold_follows_what_was_usual_before(long usualUs, double seconds)
    {
        var before = new Histogram();
        before.Record(usualUs);
        Assert.Equal(seconds, Ticks.ToSeconds(FaultStory.ThresholdTicks(before)), 3);
    }

    [Fact]
    public void Without_a_before_the_threshold_is_a_quarter_second() => Assert.Equal(0.25, Ticks.ToSeconds(FaultStory.ThresholdTicks(new Histogram())), 6);

    [Fact]
    public void A_client_notices_at_the_moment_its_wait_passes_the_threshold()
    {
        var watch = new FaultWatch(1);
        watch.Injected(0, Ms(100), Ms(50));
        Operation sent = new(null!, new OperationId(0), 0, Ms(90), Ms(90));
        watch.Waited(sent.Sent, Ms(130));
        Assert.Equal(0, watch[0].NoticedAt);
        watch.Ended(in sent, Outcome.Ok, Ms(500));
        Assert.Equal(Ms(140), watch[0].NoticedAt);
    }

    [Fact]
    public void A_client_has_recovered_with_its_first_answer_after_the_end()
    {
        var watch = new FaultWatch(1);
        watch.Injected(0, Ms(100), Ms(50));
        Operation sent = new(null!, new OperationId(0), 0, Ms(90), Ms(90));
        watch.Ended(in sent, Outcome.Indefinite, Ms(101));
        watch.Ended(0, Ms(400));
        watch.Ended(in sent, Outcome.Failed, Ms(410));
        Assert.Equal(0, watch[0].RecoveredAt);
        watch.Ended(in sent, Outcome.Ok, Ms(420));
        watch.Ended(in sent, Outcome.Ok, Ms(430));
        Assert.Equal((Ms(101), Ms(420)), (watch[0].NoticedAt, watch[0].RecoveredAt));
    }

    [Fact]
    public void An_answer_faster_than_the_word_of_the_end_is_the_recovery()
    {
        var watch = new FaultWatch(1);
        watch.Injected(0, Ms(100), Ms(50));
        Operation stuck = new(null!, new OperationId(0), 0, Ms(90), Ms(90));
        watch.Ended(in stuck, Outcome.Ok, Ms(401));
        Operation next = new(null!, new OperationId(0), 0, Ms(401), Ms(401));
        watch.Ended(in next, Outcome.Ok, Ms(402));
        watch.Ended(0, Ms(400));
        Assert.Equal((Ms(140), Ms(401)), (watch[0].NoticedAt, watch[0].RecoveredAt));
    }

    [Fact]
    public void A_connection_that_broke_before_the_word_of_the_injection_has_noticed_it()
    {
        var watch = new FaultWatch(1);
        watch.Noticed(Ms(50));
        watch.Noticed(Ms(101));
        watch.Injected(0, Ms(100), Ms(50));
        Assert.Equal(Ms(101), watch[0].NoticedAt);

        var earlier = new FaultWatch(1);
        earlier.Noticed(Ms(50));
        earlier.Injected(0, Ms(100), Ms(50));
        Assert.Equal(0, earlier[0].NoticedAt);
    }

    [Fact]
    public void A_fault_within_another_does_not_keep_the_longer_one_from_ending()
    {
        var watch = new FaultWatch(2);
        Operation sent = new(null!, new OperationId(0), 0, Ms(90), Ms(90));
        watch.Injected(0, Ms(100), Ms(50));
        watch.Ended(in sent, Outcome.Failed, Ms(110));
        watch.Injected(1, Ms(200), Ms(50));
        watch.Ended(in sent, Outcome.Failed, Ms(210));
        watch.Ended(1, Ms(300));
        Operation good = new(null!, new OperationId(0), 0, Ms(310), Ms(310));
        watch.Ended(in good, Outcome.Ok, Ms(311));
        watch.Ended(in sent, Outcome.Failed, Ms(380));
        watch.Ended(0, Ms(400));
        Operation last = new(null!, new OperationId(0), 0, Ms(420), Ms(420));
        watch.Ended(in last, Outcome.Ok, Ms(425));
        Assert.Equal((Ms(210), Ms(311)), (watch[1].NoticedAt, watch[1].RecoveredAt));
        Assert.Equal((Ms(110), Ms(425)), (watch[0].NoticedAt, watch[0].RecoveredAt));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Two_faults_of_the_same_moment_are_both_noticed(int first, int second)
    {
        var watch = new FaultWatch(2);
        Operation sent = new(null!, new OperationId(0), 0, Ms(90), Ms(90));
        watch.Injected(first, Ms(100), Ms(50));
        watch.Injected(second, Ms(100), Ms(50));
        watch.Ended(in sent, Outcome.Failed, Ms(110));
        watch.Ended(first, Ms(300));
        watch.Ended(second, Ms(400));
        Operation good = new(null!, new OperationId(0), 0, Ms(401), Ms(401));
        watch.Ended(in good, Outcome.Ok, Ms(402));
        Assert.Equal((Ms(110), Ms(402)), (watch[0].NoticedAt, watch[0].RecoveredAt));
        Assert.Equal((Ms(110), Ms(402)), (watch[1].NoticedAt, watch[1].RecoveredAt));
    }

    [Fact]
    public void What_is_noticed_after_a_faults_end_is_put_down_to_the_one_that_holds()
    {
        var watch = new FaultWatch(2);
        Operation sent = new(null!, new OperationId(0), 0, Ms(90), Ms(90));
        watch.Injected(0, Ms(100), Ms(50));
        watch.Ended(0, Ms(200));
        watch.Injected(1, Ms(300), Ms(50));
        watch.Ended(in sent, Outcome.Failed, Ms(310));
        Assert.Equal((0, Ms(310)), (watch[0].NoticedAt, watch[1].NoticedAt));
    }

    private static FaultNote Note(int injected, int noticed, int ended, int recovered) =>
        new() { InjectedAt = Ms(injected), NoticedAt = Ms(noticed), EndedAt = Ms(ended), RecoveredAt = Ms(recovered) };

    private static long Ms(int milliseconds) => Ticks.FromSeconds(milliseconds / 1000.0);
}
