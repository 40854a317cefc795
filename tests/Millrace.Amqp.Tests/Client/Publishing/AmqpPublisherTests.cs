using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Amqp.Publishing;
using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Publishing;

public sealed class AmqpPublisherTests(SharedRabbit rabbit)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_published_arrives_in_order_with_all_its_properties()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker);
        string queue = await broker.QueueAsync();
        var properties = new BasicProperties { ContentType = "text/plain", MessageId = "mine", Headers = new Dictionary<string, object?> { ["a"] = 1 }, Priority = 3 };
        await publisher.PublishAsync("", queue, "0"u8.ToArray(), properties, Stop);
        for (int n = 1; n < 500; n++)
        {
            await publisher.PublishAsync("", queue, Encoding.UTF8.GetBytes(n.ToString(CultureInfo.InvariantCulture)), cancellationToken: Stop);
        }

        await Eventually.TrueAsync(() => broker.Side.MessageCountAsync(queue, Stop).GetAwaiter().GetResult() == 500, "The arrival of all messages");
        BasicGetResult first = (await broker.Side.BasicGetAsync(queue, autoAck: true, Stop))!;
        Assert.Equal(("text/plain", "mine", (byte)3, 1), (first.BasicProperties.ContentType, first.BasicProperties.MessageId, first.BasicProperties.Priority, (int)first.BasicProperties.Headers!["a"]!));
        Assert.Equal(Enumerable.Range(1, 499).Select(n => n.ToString(CultureInfo.InvariantCulture)), await broker.DrainAsync(queue, 499));
        Assert.Equal(500, publisher.Totals.Sent);
    }

    [Fact]
    public async Task Bodies_of_all_sizes_arrive_whole()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker);
        string queue = await broker.QueueAsync();
        int frame = (int)broker.Link.Current!.Connection.FrameMax - 8;
        var chance = new Random(7);
        foreach (int size in new[] { 0, 1, frame - 1, frame, frame + 1, (2 * frame) + 5, 3_000_000 })
        {
            byte[] body = new byte[size];
            chance.NextBytes(body);
            Assert.True((await publisher.PublishConfirmedAsync("", queue, body, cancellationToken: Stop)).IsConfirmed);
            BasicGetResult got = (await broker.Side.BasicGetAsync(queue, autoAck: true, Stop))!;
            Assert.True(got.Body.Span.SequenceEqual(body));
        }
    }

    [Fact]
    public async Task Each_of_many_tasks_gets_the_word_on_its_own_message()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker, new PublisherOptions { MaxOutstanding = 50 });
        string queue = await broker.QueueAsync();
        List<PublishResult>[] results = await Task.WhenAll(Enumerable.Range(0, 100).Select(task => Task.Run(async () =>
        {
            List<PublishResult> mine = [];
            for (int n = 0; n < 20; n++)
            {
                // Every third goes nowhere, and has to come back to whom it belongs.
                bool isLost = (task + n) % 3 == 0;
                PublishResult result = await publisher.PublishConfirmedAsync("", isLost ? $"no-{queue}" : queue, Encoding.UTF8.GetBytes($"{task}/{n}"), null, mandatory: true, Stop);
                Assert.Equal(isLost ? PublishOutcome.Returned : PublishOutcome.Confirmed, result.Outcome);
                Assert.Equal(isLost ? 312 : 0, result.Code);
                mine.Add(result);
            }

            return mine;
        }, Stop))).WaitAsync(TimeSpan.FromMinutes(2), Stop);
        List<PublishResult> all = [.. results.SelectMany(mine => mine)];
        int confirmed = all.Count(result => result.IsConfirmed);
        Assert.Equal(2000, all.Select(result => result.MessageId).Distinct().Count());
        Assert.Equal((confirmed, 2000 - confirmed, 0, 0), ((int)publisher.Totals.Confirmed, (int)publisher.Totals.Returned, publisher.Totals.Outstanding, publisher.Totals.Waiting));
        Assert.Equal(confirmed, (await broker.DrainAsync(queue, confirmed)).Distinct().Count());
    }

    [Fact]
    public async Task A_full_queue_that_refuses_makes_messages_nacked()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker);
        string queue = await broker.QueueAsync(new Dictionary<string, object?> { ["x-max-length"] = 3, ["x-overflow"] = "reject-publish" });
        List<PublishOutcome> outcomes = [];
        for (int n = 0; n < 10; n++)
        {
            outcomes.Add((await publisher.PublishConfirmedAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop)).Outcome);
        }

        Assert.Contains(PublishOutcome.Confirmed, outcomes);
        Assert.Contains(PublishOutcome.Nacked, outcomes);
        Assert.Equal(publisher.Totals.Nacked, outcomes.Count(outcome => outcome == PublishOutcome.Nacked));
    }

    [Fact]
    public async Task A_lost_session_makes_what_waits_indefinite_and_the_next_message_goes_on_the_next()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker);
        string queue = await broker.QueueAsync();
        Assert.True((await publisher.PublishConfirmedAsync("", queue, "first"u8.ToArray(), cancellationToken: Stop)).IsConfirmed);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Stream.Gate = gate.Task;
        Task<PublishResult>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => publisher.PublishConfirmedAsync("", queue, "lost"u8.ToArray(), cancellationToken: Stop).AsTask())];
        broker.Link.Lose();
        PublishResult[] results = await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.All(results, result => Assert.Equal(PublishOutcome.Indefinite, result.Outcome));
        Assert.All(results, result => Assert.NotNull(result.MessageId));
        Task<PublishResult> next = publisher.PublishConfirmedAsync("", queue, "second"u8.ToArray(), cancellationToken: Stop).AsTask();
        Assert.False(next.IsCompleted);
        await broker.BeginAsync();
        Assert.True((await next.WaitAsync(TimeSpan.FromSeconds(30), Stop)).IsConfirmed);
        Assert.Equal((50L, 2L, 0), (publisher.Totals.Indefinite, publisher.Totals.Confirmed, publisher.Totals.Outstanding));
        gate.SetResult();
    }

    [Fact]
    public async Task Unconfirmed_messages_of_a_lost_session_are_counted_unless_the_broker_had_read_them()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker);
        string queue = await broker.QueueAsync();
        await publisher.PublishAsync("", queue, "known"u8.ToArray(), cancellationToken: Stop);
        await Eventually.TrueAsync(() => publisher.AllRead, "The broker's answer");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Stream.Gate = gate.Task;
        for (int n = 0; n < 30; n++)
        {
            await publisher.PublishAsync("", queue, "unknown"u8.ToArray(), cancellationToken: Stop);
        }

        broker.Link.Lose();
        Assert.Equal((31L, 30L), (publisher.Totals.Sent, publisher.Totals.Unknown));
        gate.SetResult();
    }

    [Fact]
    public async Task Publishing_waits_while_the_socket_does_and_can_be_cancelled_meanwhile()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker);
        string queue = await broker.QueueAsync();
        await publisher.PublishAsync("", queue, "0"u8.ToArray(), cancellationToken: Stop);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Stream.Gate = gate.Task;
        byte[] body = new byte[10_000];
        List<Task> sent = [];
        while (sent.Count < 1000 && sent.All(task => task.IsCompleted))
        {
            sent.Add(publisher.PublishAsync("", queue, body, cancellationToken: Stop).AsTask());
        }

        Assert.True(sent.Count < 1000);
        using var cancel = new CancellationTokenSource();
        Task given = publisher.PublishAsync("", queue, body, cancellationToken: cancel.Token).AsTask();
        Assert.Equal(2, publisher.Totals.Waiting);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        gate.SetResult();
        await Task.WhenAll(sent).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal(sent.Count + 1, publisher.Totals.Sent);
    }

    [Fact]
    public async Task Without_a_session_a_publisher_that_must_not_wait_says_so()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker, new PublisherOptions { OnLostSession = LostSessionPolicy.Throw });
        string queue = await broker.QueueAsync();
        await publisher.PublishAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop);
        broker.Link.Lose();
        await Assert.ThrowsAsync<AmqpConnectionLostException>(async () => await publisher.PublishAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop));
        await Assert.ThrowsAsync<AmqpConnectionLostException>(async () => await publisher.PublishConfirmedAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop));
        await broker.BeginAsync();
        Assert.True((await publisher.PublishConfirmedAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop)).IsConfirmed);
    }

    [Fact]
    public async Task A_missing_exchange_costs_its_own_messages_and_not_those_of_others_for_long()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker, new PublisherOptions { Channels = 2 });
        string queue = await broker.QueueAsync();
        PublishResult missing = await publisher.PublishConfirmedAsync("no-such-exchange", "", "x"u8.ToArray(), cancellationToken: Stop);
        Assert.Equal((PublishOutcome.Indefinite, 404), (missing.Outcome, missing.Code));
        Assert.Contains("no-such-exchange", missing.Reason, StringComparison.Ordinal);
        for (int n = 0; n < 20; n++)
        {
            Task<PublishResult> good = publisher.PublishConfirmedAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop).AsTask();
            Task<PublishResult> bad = publisher.PublishConfirmedAsync("no-such-exchange", "", "x"u8.ToArray(), cancellationToken: Stop).AsTask();
            Assert.True((await good).IsConfirmed);
            Assert.Equal(404, (await bad).Code);
        }
    }

    [Fact]
    public async Task A_confirm_that_does_not_come_in_time_is_indefinite_and_one_that_is_not_waited_for_is_abandoned()
    {
        var time = new FakeTime();
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker, time: time);
        string queue = await broker.QueueAsync();
        Assert.True((await publisher.PublishConfirmedAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop)).IsConfirmed);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Stream.Gate = gate.Task;
        using var cancel = new CancellationTokenSource();
        Task<PublishResult> late = publisher.PublishConfirmedAsync("", queue, "late"u8.ToArray(), cancellationToken: Stop).AsTask();
        Task<PublishResult> abandoned = publisher.PublishConfirmedAsync("", queue, "abandoned"u8.ToArray(), cancellationToken: cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(late.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        PublishResult result = await late.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal(PublishOutcome.Indefinite, result.Outcome);
        Assert.Contains("ConfirmTimeout", result.Reason, StringComparison.Ordinal);
        gate.SetResult();
        await Eventually.TrueAsync(() => publisher.Totals.LateConfirms > 0, "The late word");
        Assert.Equal((1L, 0), (publisher.Totals.Abandoned, publisher.Totals.Outstanding));
    }

    [Fact]
    public async Task What_is_too_long_is_refused_before_it_is_sent()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker, new PublisherOptions { MaxBodyBytes = 10 });
        await Assert.ThrowsAsync<ArgumentException>(async () => await publisher.PublishAsync("", "q", new byte[11], cancellationToken: Stop));
        await Assert.ThrowsAsync<ArgumentException>(async () => await publisher.PublishAsync("", new string('k', 256), new byte[1], cancellationToken: Stop));
        await Assert.ThrowsAsync<ArgumentException>(async () => await publisher.PublishConfirmedAsync(new string('ä', 128), "", new byte[1], cancellationToken: Stop));
        Assert.Equal(0, publisher.Totals.Outstanding);
    }

    [Fact]
    public async Task A_message_that_cannot_be_written_takes_no_place_from_others()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker, new PublisherOptions { MaxOutstanding = 2 });
        string queue = await broker.QueueAsync();
        byte[] body = new byte[1];
        Assert.True((await publisher.PublishConfirmedAsync("", queue, body, cancellationToken: Stop)).IsConfirmed);
        string tooLong = new('k', 256);
        BasicProperties[] bad =
        [
            new() { CorrelationId = tooLong },
            new() { Headers = new Dictionary<string, object?> { ["x"] = DateTime.UnixEpoch } },
            new() { Headers = new Dictionary<string, object?> { ["x"] = new byte[200_000] } },
        ];
        foreach (BasicProperties properties in bad)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await publisher.PublishConfirmedAsync("", queue, body, properties, cancellationToken: Stop));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await publisher.PublishAsync("", queue, body, properties, Stop));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await publisher.PublishConfirmedAsync("", tooLong, body, cancellationToken: Stop));
        }

        Assert.Equal(0, publisher.Totals.Outstanding);
        Assert.True((await publisher.PublishConfirmedAsync("", queue, body, cancellationToken: Stop)).IsConfirmed);
        Assert.Equal(1, broker.Link.Current!.Epoch);
    }

    [Fact]
    public async Task A_socket_that_takes_nothing_makes_nobody_wait_for_ever()
    {
        var time = new FakeTime();
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker, new PublisherOptions { ConfirmTimeout = TimeSpan.FromHours(1), MaxOutstanding = 100 }, time);
        string queue = await broker.QueueAsync();
        await publisher.PublishConfirmedAsync("", queue, "0"u8.ToArray(), cancellationToken: Stop);
        await publisher.PublishAsync("", queue, "0"u8.ToArray(), cancellationToken: Stop);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Stream.Gate = gate.Task;
        Task<PublishResult>[] confirmed = [.. Enumerable.Range(0, 101).Select(_ => publisher.PublishConfirmedAsync("", queue, new byte[1], cancellationToken: Stop).AsTask())];
        List<Task> sent = [];
        while (sent.All(task => task.IsCompleted))
        {
            sent.Add(publisher.PublishAsync("", queue, new byte[10_000], cancellationToken: Stop).AsTask());
        }

        Assert.Equal(2, publisher.Totals.Waiting);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(2, publisher.Totals.Waiting);
        time.Advance(TimeSpan.FromSeconds(2));
        AmqpUnavailableException noRoom = await Assert.ThrowsAsync<AmqpUnavailableException>(() => sent[^1].WaitAsync(TimeSpan.FromSeconds(30), Stop));
        AmqpUnavailableException noPlace = await Assert.ThrowsAsync<AmqpUnavailableException>(() => confirmed[^1].WaitAsync(TimeSpan.FromSeconds(30), Stop));
        Assert.All([noRoom.Message, noPlace.Message], message => Assert.Contains("was not sent", message, StringComparison.Ordinal));
        Assert.Equal(0, publisher.Totals.Waiting);
        gate.SetResult();
        Assert.All(await Task.WhenAll(confirmed[..^1]).WaitAsync(TimeSpan.FromSeconds(30), Stop), result => Assert.True(result.IsConfirmed));
    }

    [Fact]
    public async Task A_message_that_may_have_arrived_stays_indefinite_whatever_a_later_attempt_meets()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker, new PublisherOptions { Retries = 3, MessageIds = false, OnLostSession = LostSessionPolicy.Throw });
        string queue = await broker.QueueAsync();
        PublishResult first = await publisher.PublishConfirmedAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop);
        Assert.True(first.IsConfirmed);
        Assert.NotNull(first.MessageId);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Stream.Gate = gate.Task;
        Task<PublishResult> uncertain = publisher.PublishConfirmedAsync("", queue, "y"u8.ToArray(), cancellationToken: Stop).AsTask();
        await Eventually.TrueAsync(() => publisher.Totals.Published == 2, "The writing of the message");
        broker.Link.Lose();
        PublishResult result = await uncertain.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal(PublishOutcome.Indefinite, result.Outcome);
        Assert.Contains("the test ended the session", result.Reason, StringComparison.Ordinal);
        Assert.Contains("a later attempt", result.Reason, StringComparison.Ordinal);
        gate.SetResult();
    }

    [Fact]
    public async Task A_message_of_uncertain_fate_is_sent_again_on_the_next_session_under_its_id()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker, new PublisherOptions { Retries = 3 });
        string queue = await broker.QueueAsync();
        await publisher.PublishConfirmedAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop);
        await broker.Side.QueuePurgeAsync(queue, Stop);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.Stream.Gate = gate.Task;
        Task<PublishResult> again = publisher.PublishConfirmedAsync("", queue, "y"u8.ToArray(), cancellationToken: Stop).AsTask();
        await Eventually.TrueAsync(() => publisher.Totals.Published == 2, "The writing of the message");
        broker.Link.Lose();
        await broker.BeginAsync();
        PublishResult result = await again.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.True(result.IsConfirmed);
        Assert.Equal(1, publisher.Totals.Retried);
        BasicGetResult got = (await broker.Side.BasicGetAsync(queue, autoAck: true, Stop))!;
        Assert.Equal(result.MessageId, got.BasicProperties.MessageId);
        gate.SetResult();
    }

    [Fact]
    public async Task A_refused_message_is_tried_again_after_a_pause_and_one_without_an_exchange_not_at_all()
    {
        var time = new FakeTime();
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpPublisher publisher = Publisher(broker, new PublisherOptions { Retries = 2 }, time);
        PublishResult missing = await publisher.PublishConfirmedAsync("no-such-exchange", "", "x"u8.ToArray(), cancellationToken: Stop);
        Assert.Equal((PublishOutcome.Indefinite, 404, 0L), (missing.Outcome, missing.Code, publisher.Totals.Retried));
        string queue = await broker.QueueAsync(new Dictionary<string, object?> { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" });
        int taken = 0;
        Task<PublishResult> refused;
        do
        {
            // A full queue says so a little late.
            refused = publisher.PublishConfirmedAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop).AsTask();
            await Eventually.TrueAsync(() => publisher.Totals.Nacked == 1 || publisher.Totals.Confirmed > taken, "The broker's word");
        }
        while (publisher.Totals.Nacked == 0 && ++taken < 100);
        Assert.Equal(0, publisher.Totals.Retried);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                return refused.IsCompleted;
            }, "The last attempt");
        Assert.Equal(PublishOutcome.Nacked, (await refused).Outcome);
        Assert.Equal((3L, 2L), (publisher.Totals.Nacked, publisher.Totals.Retried));
    }

    [Fact]
    public async Task A_closed_publisher_tells_everybody()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        AmqpPublisher publisher = Publisher(broker);
        string queue = await broker.QueueAsync();
        Task<PublishResult>[] some = [.. Enumerable.Range(0, 100).Select(_ => publisher.PublishConfirmedAsync("", queue, "x"u8.ToArray(), cancellationToken: Stop).AsTask())];
        await publisher.PublishAsync("", queue, "y"u8.ToArray(), cancellationToken: Stop);
        await Eventually.TrueAsync(() => publisher.Totals.Published == 100, "The writing of all messages");
        await publisher.CloseAsync(Stop);
        Assert.All(await Task.WhenAll(some), result => Assert.True(result.IsConfirmed));
        Assert.Equal(0, publisher.Totals.Unknown);
        await Assert.ThrowsAsync<AmqpClosedException>(async () => await publisher.PublishAsync("", queue, "z"u8.ToArray(), cancellationToken: Stop));
        await Assert.ThrowsAsync<AmqpClosedException>(async () => await publisher.PublishConfirmedAsync("", queue, "z"u8.ToArray(), cancellationToken: Stop));
    }

    private static AmqpPublisher Publisher(BrokerInTest broker, PublisherOptions? options = null, TimeProvider? time = null) =>
        new(options ?? new PublisherOptions(), broker.Link, time ?? TimeProvider.System, NullLogger.Instance, "test-");
}
