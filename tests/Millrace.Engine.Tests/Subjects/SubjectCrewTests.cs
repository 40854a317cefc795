using Millrace.Engine.Clients;
using Millrace.Engine.Subjects;
using Millrace.Results;
using Millrace.Shards;
using Millrace.Testing;
using Xunit;

namespace Millrace.Engine.Tests.Subjects;

public sealed class SubjectCrewTests
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_counted_load_is_done_when_every_task_has_done_its_share()
    {
        await using var pair = new SubjectPair(new FakeSubject(), clients: 7, iterations: 250);
        await pair.BeginAsync();
        long done = await pair.Crew.Done.WaitAsync(_long, TestContext.Current.CancellationToken);

        Accounting all = await pair.EndAsync();
        Assert.InRange(done, pair.Timeline.LoadStart, Shard.Now);
        Assert.Equal(1_750, all.Ok);
        Assert.Empty(all.BrokenIdentities());
        Assert.Equal(1_750, pair.Collector.Metrics["iterations"]);
        Assert.Equal(17_500, pair.Collector.Total(_ => true, _ => true).Tally.BytesOut);
        Assert.Equal(1_750, pair.Collector.Total(_ => true, _ => true).Response.Count);
    }

    [Fact]
    public async Task What_the_warm_up_does_counts_for_no_share()
    {
        await using var pair = new SubjectPair(new FakeSubject(), clients: 2, iterations: 10, warmUp: 0.3);
        await pair.BeginAsync();
        await pair.Crew.Done.WaitAsync(_long, TestContext.Current.CancellationToken);
        await pair.EndAsync();

        Assert.Equal("warm-up", pair.Plan.Phases[1].Name);
        Assert.True(pair.Collector.Total(phase => phase == 1, _ => true).Tally.Ok > 0);
        Assert.Equal(20, pair.Collector.Total(phase => phase == 2, _ => true).Tally.Ok);
    }

    [Fact]
    public async Task Operations_may_end_on_other_threads_than_they_began_on()
    {
        var subject = new FakeSubject
        {
            Step = static async (task, meter, _) =>
            {
                SubjectOperation work = task.Begin(FakeSubject.Work);
                SubjectOperation delivery = meter.Begin(FakeSubject.Delivery);
                await Task.Yield();
                meter.Ok(in delivery);
                task.Ok(in work);
            },
        };
        await using var pair = new SubjectPair(subject, clients: 50, iterations: 200);
        await pair.BeginAsync();
        await pair.Crew.Done.WaitAsync(_long, TestContext.Current.CancellationToken);
        Accounting all = await pair.EndAsync();

        Assert.Equal((20_000, 20_000), (all.Sent, all.Ok));
        Assert.Empty(all.BrokenIdentities());
        Assert.Equal(0, subject.Meter!.Unresolved);
    }

    [Fact]
    public async Task Every_outcome_is_counted_under_its_own_name()
    {
        var subject = new FakeSubject
        {
            Step = static (task, meter, _) =>
            {
                SubjectOperation work = task.Begin(FakeSubject.Work);
                switch (task.Iterations % 3)
                {
                    case 0: task.Fail(in work, "nacked"); break;
                    case 1: task.Indefinite(in work, "connection-lost"); break;
                    default: task.Ok(in work); meter.Duplicated(FakeSubject.Delivery, 1); break;
                }

                return default;
            },
        };
        await using var pair = new SubjectPair(subject, clients: 1, iterations: 9);
        await pair.BeginAsync();
        await pair.Crew.Done.WaitAsync(_long, TestContext.Current.CancellationToken);
        Accounting all = await pair.EndAsync();

        Assert.Equal((3, 3, 3, 3), (all.Ok, all.Failed, all.Indefinite, all.Duplicated));
        Assert.Equal(3, pair.Collector.Total(_ => true, _ => true).Errors["nacked"]);
        Assert.Empty(all.BrokenIdentities());
    }

    [Fact]
    public async Task What_a_task_throws_is_told_and_ends_its_operation()
    {
        int thrown = 0;
        var subject = new FakeSubject
        {
            Step = (task, _, _) =>
            {
                task.Begin(FakeSubject.Work);
                Interlocked.Increment(ref thrown);
                throw new InvalidOperationException("the cupboard is bare");
            },
        };
        await using var pair = new SubjectPair(subject, clients: 1);
        await pair.BeginAsync();
        await Eventually.TrueAsync(() => thrown > 0, "the throw");
        subject.IsConnected = false;
        Accounting all = await pair.EndAsync();

        Assert.True(all.Failed > 0);
        Assert.Empty(all.BrokenIdentities());
        Assert.Contains(pair.Crew.Exceptions, e => e.Message.Contains("the cupboard is bare", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_never_ends_is_given_up_after_the_drain_and_its_task_is_named()
    {
        var subject = new FakeSubject
        {
            Step = static async (task, _, _) =>
            {
                task.Begin(FakeSubject.Work);
                await new TaskCompletionSource().Task;
            },
        };
        await using var pair = new SubjectPair(subject, clients: 3);
        await pair.BeginAsync();
        await Eventually.TrueAsync(() => subject.Meter!.Unresolved == 3, "the start of every task");
        Accounting all = await pair.EndAsync(TimeSpan.FromMilliseconds(50));

        Assert.Equal((3, 3), (all.Sent, all.Lost));
        Assert.Empty(all.BrokenIdentities());
        Assert.Equal(3, pair.Collector.Metrics["deadlocks"]);
        Assert.Contains(pair.Crew.Exceptions, e => e.Message.Contains("has made no progress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_subject_that_dies_leaves_accounts_that_close()
    {
        var subject = new FakeSubject
        {
            Step = static async (task, _, cancel) =>
            {
                task.Begin(FakeSubject.Work);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            },
        };
        await using var pair = new SubjectPair(subject, clients: 5);
        await pair.BeginAsync();
        await Eventually.TrueAsync(() => subject.Meter!.Unresolved == 5, "the start of every task");
        await pair.TakeAsync();
        pair.Kill();
        Accounting all = await pair.EndAsync();

        Assert.Equal((5, 5), (all.Sent, all.Indefinite));
        Assert.Empty(all.BrokenIdentities());
        Assert.Equal(0, pair.Crew.Connected);
        Assert.Contains(pair.Crew.Exceptions, e => e.Message.Contains("killed by a test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fault_is_noticed_and_recovered_from_by_each_task()
    {
        bool broken = false;
        var subject = new FakeSubject
        {
            Step = async (task, _, cancel) =>
            {
                SubjectOperation work = task.Begin(FakeSubject.Work);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancel);
                if (Volatile.Read(ref broken))
                {
                    task.Indefinite(in work, "connection-lost");
                }
                else
                {
                    task.Ok(in work);
                }
            },
        };
        await using var pair = new SubjectPair(subject, clients: 4, faults: 1);
        await pair.BeginAsync();
        long injected = Shard.Now;
        await pair.Crew.FaultInjectedAsync(0, injected, Ticks.FromSeconds(60));
        Volatile.Write(ref broken, true);
        await Eventually.TrueAsync(() => Notes(pair).All(note => note.NoticedAt > 0), "every task's notice");
        Volatile.Write(ref broken, false);
        await pair.Crew.FaultEndedAsync(0, Shard.Now);
        await Eventually.TrueAsync(() => Notes(pair).All(note => note.RecoveredAt > 0), "every task's recovery");
        FaultNote[] notes = await pair.Crew.FaultNotesAsync(0);
        await pair.EndAsync();

        Assert.Equal(4, notes.Length);
        Assert.All(notes, note => Assert.True(note.NoticedAt >= injected && note.RecoveredAt >= note.EndedAt));
        Assert.Equal(0, pair.Collector.Metrics.GetValueOrDefault("tasks-not-recovered"));
    }

    [Fact]
    public async Task Why_it_cannot_connect_is_told()
    {
        var subject = new FakeSubject { Connecting = static _ => throw new ClientException("refused", "the broker refused the password of guest") };
        await using var pair = new SubjectPair(subject);
        await pair.Crew.SeatAsync(new Uri("amqp://127.0.0.1:1/"), 0);
        await pair.Crew.ConnectAsync(Shard.Now, TestContext.Current.CancellationToken);

        Assert.Equal(0, pair.Crew.Connected);
        Assert.Equal("the broker refused the password of guest", pair.Crew.Exceptions.First().Message);
    }

    [Fact]
    public async Task The_seat_and_the_facts_cross_the_pipe_and_the_close_reaches_the_subject()
    {
        var subject = new FakeSubject();
        await using (var pair = new SubjectPair(subject, clients: 3, iterations: 2))
        {
            await pair.BeginAsync();
            Assert.Equal("fake 1.0", pair.Crew.Facts["broker"]);
            Assert.Equal(("amqp://guest:secret@127.0.0.1:5672/", 3, "work"), (subject.Seat!.Target, subject.Seat.Clients, subject.Seat.Mode));
            Assert.DoesNotContain("secret", subject.Seat.ToString(), StringComparison.Ordinal);
            await pair.EndAsync();
            await pair.Crew.CloseAsync(_long);
            Assert.True(subject.IsClosed);
        }

        Assert.True(subject.IsDisposed);
    }

    [Fact]
    public async Task Books_that_were_closed_are_told_from_books_that_were_not()
    {
        await using (var pair = new SubjectPair(new FakeSubject()))
        {
            await pair.BeginAsync();
            await pair.EndAsync();
            Assert.Equal(1, pair.Collector.Metrics["reckoned"]);
        }

        await using (var pair = new SubjectPair(new FakeSubject { Reckoning = static _ => throw new OperationCanceledException() }))
        {
            await pair.BeginAsync();
            await pair.EndAsync();
            Assert.Equal(0, pair.Collector.Metrics.GetValueOrDefault("reckoned"));
        }
    }

    [Fact]
    public async Task Whom_the_target_holds_back_is_not_named_as_stuck()
    {
        var subject = new FakeSubject
        {
            Step = static async (task, _, _) =>
            {
                task.Begin(FakeSubject.Work);
                await new TaskCompletionSource().Task;
            },
        };
        await using var pair = new SubjectPair(subject, clients: 3);
        await pair.BeginAsync();
        await Eventually.TrueAsync(() => subject.Meter!.Unresolved == 3, "the start of every task");
        subject.IsHeldBack = true;
        Accounting all = await pair.EndAsync(TimeSpan.FromMilliseconds(50));

        Assert.Equal(3, all.Lost);
        Assert.Equal(0, pair.Collector.Metrics.GetValueOrDefault("deadlocks"));
    }

    [Fact]
    public async Task Orders_are_read_by_no_thread_of_the_pool()
    {
        bool? isPooled = null;
        var subject = new FakeSubject
        {
            Connecting = _ =>
            {
                isPooled = Thread.CurrentThread.IsThreadPoolThread;
                return Task.CompletedTask;
            },
        };
        await using var pair = new SubjectPair(subject);
        await pair.BeginAsync();
        await pair.EndAsync();
        Assert.False(isPooled);
    }

    [Fact]
    public async Task A_fault_that_lasts_until_the_end_leaves_nobody_to_recover()
    {
        var subject = new FakeSubject
        {
            Step = static async (task, _, cancel) =>
            {
                SubjectOperation work = task.Begin(FakeSubject.Work);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancel);
                task.Indefinite(in work, "connection-lost");
            },
        };
        await using var pair = new SubjectPair(subject, clients: 2, faults: 1);
        await pair.BeginAsync();
        await pair.Crew.FaultInjectedAsync(0, Shard.Now, Ticks.FromSeconds(60));
        await Eventually.TrueAsync(() => Notes(pair).All(note => note.NoticedAt > 0), "every task's notice");
        await pair.Crew.StopLoadAsync(Shard.Now);
        await pair.Crew.FaultEndedAsync(0, Shard.Now);
        await pair.EndAsync();

        Assert.Equal(0, pair.Collector.Metrics.GetValueOrDefault("tasks-not-recovered"));
    }

    private static FaultNote[] Notes(SubjectPair pair) => pair.Crew.FaultNotesAsync(0).GetAwaiter().GetResult();
}
