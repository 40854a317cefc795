using Millrace.Engine;
using Millrace.Tracker.Load;
using Millrace.Tracker.Load.Workers;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Load.Workers;

public sealed class WorkerCourseTests
{
    private static readonly long _second = Ticks.PerSecond;
    private long _sequence;

    [Fact]
    public void A_worker_without_an_id_connects_and_then_goes_round_its_places()
    {
        WorkerCourse course = CourseOf(("mix", "announce=1"), ("hashes", "3"));
        Assert.Equal(TrackerOperation.Connect, Next(course).Operation);
        course.Connected(77, 0);

        Request[] requests = [.. Enumerable.Range(0, 7).Select(_ => Next(course))];
        Assert.Equal([0, 1, 2, 0, 1, 2, 0], requests.Select(request => request.Place));
        Assert.All(requests, request => Assert.Equal((TrackerOperation.Announce, 77ul), (request.Operation, request.ConnectionId)));
        Assert.Equal([2u, 2, 2, 0, 0, 0, 0], requests.Select(request => (uint)request.Event));
        Assert.Equal([true, true, true], Enumerable.Range(0, 3).Select(course.HasStarted));
    }

    [Fact]
    public void Without_events_nothing_is_said_of_starts()
    {
        WorkerCourse course = Connected(("mix", "announce=1"), ("events", "false"));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(AnnounceEvent.None, Next(course).Event));
        Assert.False(course.HasStarted(0));
    }

    [Fact]
    public void Starts_are_told_apart_beyond_64_places()
    {
        WorkerCourse course = Connected(("mix", "announce=1"), ("hashes", "130"));
        Request[] requests = [.. Enumerable.Range(0, 260).Select(_ => Next(course))];
        Assert.Equal(130, requests.Take(130).Count(request => request.Event == AnnounceEvent.Started));
        Assert.DoesNotContain(requests.Skip(130), request => request.Event == AnnounceEvent.Started);
    }

    [Fact]
    public void An_id_is_used_until_its_age_and_not_longer()
    {
        WorkerCourse course = Connected(("id-age", "60s"));
        Assert.NotEqual(TrackerOperation.Connect, Next(course, course.IdTicks, out bool isAged).Operation);
        Assert.False(isAged);
        Assert.Equal(TrackerOperation.Connect, Next(course, course.IdTicks + 1, out isAged).Operation);
        Assert.True(isAged);
        Assert.Equal(TrackerOperation.Connect, Next(course, course.IdTicks + 2, out isAged).Operation);
        Assert.False(isAged);
    }

    [Fact]
    public void Workers_renew_their_ids_at_different_ages()
    {
        long[] ages = [.. Enumerable.Range(0, 100).Select(seed => CourseOf(seed, ("id-age", "60s")).IdTicks)];
        Assert.All(ages, age => Assert.InRange(age, 30 * _second, 60 * _second));
        Assert.Equal(100, ages.Distinct().Count());
        Assert.InRange(ages.Average() / _second, 42, 48);
        Assert.Equal(ages[7], CourseOf(7, ("id-age", "60s")).IdTicks);
    }

    [Fact]
    public void A_request_is_not_sent_again_under_an_id_that_is_old()
    {
        WorkerCourse course = Connected();
        Request request = Next(course);
        Assert.True(course.MaySendAgain(in request, course.IdTicks));
        Assert.False(course.MaySendAgain(in request, course.IdTicks + 1));
        Request connect = Next(course, course.IdTicks + 1, out _);
        Assert.True(course.MaySendAgain(in connect, 10 * course.IdTicks));
    }

    [Fact]
    public void An_id_under_which_nothing_was_answered_is_given_up()
    {
        WorkerCourse course = Connected();
        Request silent = Next(course);
        Assert.True(course.Unanswered(in silent));
        Assert.Null(course.Id);
        Request connect = Next(course);
        Assert.Equal(TrackerOperation.Connect, connect.Operation);
        Assert.False(course.Unanswered(in connect));
        course.Connected(78, 0);
        Assert.False(course.Unanswered(in silent)); // of the id before
        Assert.Equal(78ul, course.Id);
    }

    [Fact]
    public void An_error_about_the_id_renews_it_and_soon_again_only_where_something_was_answered_meanwhile()
    {
        WorkerCourse course = Connected();
        for (ulong id = 100; id < 105; id++)
        {
            Request request = Next(course);
            Assert.True(course.Rejected(in request, Rejection.ConnectionId, 0));
            Assert.False(course.Rejected(in request, Rejection.ConnectionId, 0)); // once
            Assert.Equal(TrackerOperation.Connect, Next(course).Operation);
            course.Connected(id, 0);
            request = Next(course);
            Assert.False(course.Rejected(in request, Rejection.ConnectionId, _second - 1)); // it came a moment ago: another one would fare no better
            course.Accepted(in request);
        }
    }

    [Fact]
    public void An_error_about_an_id_that_is_not_so_new_is_believed_though_nothing_was_answered_under_it()
    {
        WorkerCourse course = Connected();
        Request request = Next(course);
        Assert.True(course.Rejected(in request, Rejection.ConnectionId, 0));
        course.Connected(101, 0);
        request = Next(course);
        Assert.True(course.Rejected(in request, Rejection.ConnectionId, _second));
    }

    [Fact]
    public void An_unclear_error_renews_the_id_once_until_something_is_answered_under_it()
    {
        WorkerCourse course = Connected();
        Request request = Next(course);
        Assert.True(course.Rejected(in request, Rejection.Other, 0));
        course.Connected(101, 0);
        request = Next(course);
        Assert.False(course.Rejected(in request, Rejection.Other, 0));
        course.Accepted(in request);
        request = Next(course);
        Assert.True(course.Rejected(in request, Rejection.Other, 0));
    }

    [Theory]
    [InlineData(Rejection.NotAuthorized)]
    [InlineData(Rejection.RateLimit)]
    public void Errors_about_other_things_keep_the_id(string kind)
    {
        WorkerCourse course = Connected();
        Request request = Next(course);
        Assert.False(course.Rejected(in request, kind, 0));
        Assert.Equal(77ul, course.Id);
    }

    [Fact]
    public void Requests_are_sent_again_after_15_s_and_twice_as_long_each_time() =>
        Assert.Equal([15.0, 45, 105, 225, 465, 945, 1905, 3825, 7665], Enumerable.Range(0, Retransmission.Most + 1).Select(n => Ticks.ToSeconds(Retransmission.After(n))));

    private static WorkerCourse CourseOf(params (string Name, string Value)[] parameters) => CourseOf(5, parameters);

    // Without connects of free will, but where a test says so.
    private static WorkerCourse CourseOf(long seed, params (string Name, string Value)[] parameters)
    {
        TrackerSettings settings = TrackerSettings.Read(LoadInTest.With(new Dictionary<string, string> { ["mix"] = "announce=80,scrape=20" }, parameters), out List<string> problems);
        Assert.Empty(problems);
        return new WorkerCourse(settings, seed);
    }

    private WorkerCourse Connected(params (string Name, string Value)[] parameters)
    {
        WorkerCourse course = CourseOf(parameters);
        _ = Next(course);
        course.Connected(77, 0);
        return course;
    }

    private Request Next(WorkerCourse course) => Next(course, 0, out _);

    private Request Next(WorkerCourse course, long now, out bool isAged) => course.Next(_sequence++, now, out isAged);
}
