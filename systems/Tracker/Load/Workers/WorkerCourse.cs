using Millrace.Engine;
using Millrace.Tracker.Load.Plans;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Load.Workers;

/// <summary>What one worker asks for next, and what it keeps of answers for that: its connection id, its place among its swarms, where it has said that it starts. Pure.</summary>
internal sealed class WorkerCourse
{
    private readonly TrackerSettings _settings;
    private readonly long _idTicks;
    private readonly ulong[] _started;
    private ConnectionId _id;
    private ulong _random;
    private int _place;

    public WorkerCourse(TrackerSettings settings, long seed)
    {
        _settings = settings;
        // Not all of them at once, though all of them began at once.
        _idTicks = (long)(Ticks.From(settings.IdAge) * (0.5 + (0.5 * Mixing.UnitOf((ulong)seed, 0))));
        _started = settings.Events ? new ulong[(settings.Hashes + 63) / 64] : [];
        _random = (ulong)seed | 1;
    }

    /// <summary>How old an id gets before it is renewed, in ticks: from half of what is set up to the whole, each worker at an age of its own.</summary>
    public long IdTicks => _idTicks;

    /// <summary>The id under which the next request goes out, where there is one.</summary>
    public ulong? Id => _id.IsThere ? _id.Value : null;

    /// <summary>
    /// The next request. <paramref name="isAged"/>: it is a connect because the id is old, which then is dropped.
    /// </summary>
    public Request Next(long sequence, long now, out bool isAged)
    {
        isAged = _id.IsThere && now - _id.Since > _idTicks;
        if (isAged)
        {
            _id.Drop();
        }

        var request = new Request { Sequence = sequence, Sent = now, Operation = _id.IsThere ? _settings.Mix.At(Draw()) : TrackerOperation.Connect, ConnectionId = _id.Value, Place = _place };
        if (request.Operation == TrackerOperation.Connect)
        {
            return request;
        }

        _place = _place + 1 == _settings.Hashes ? 0 : _place + 1;
        if (request.Operation == TrackerOperation.Announce && _started.Length > 0)
        {
            ref ulong started = ref _started[request.Place >> 6];
            ulong bit = 1UL << request.Place; // of the low six bits
            request.Event = (started & bit) == 0 ? AnnounceEvent.Started : AnnounceEvent.None;
            started |= bit;
        }

        return request;
    }

    /// <summary>
    /// A request was given up without an answer. True where its id is dropped for that: trackers may keep silent about an id that they do not accept any more.
    /// </summary>
    public bool Unanswered(in Request request)
    {
        bool doubts = _id.IsThere && request.Operation != TrackerOperation.Connect && request.ConnectionId == _id.Value;
        if (doubts)
        {
            _id.Drop();
        }

        return doubts;
    }

    /// <summary>A connect was answered.</summary>
    public void Connected(ulong id, long now) => _id.Renew(id, now);

    /// <summary>An announce or a scrape was answered.</summary>
    public void Accepted(in Request request) => _id.Accepted(request.ConnectionId);

    /// <summary>An announce or a scrape was answered with an error. True where its id is dropped for that.</summary>
    public bool Rejected(in Request request, string kind, long now) =>
        request.Operation != TrackerOperation.Connect && _id.Rejected(request.ConnectionId, isAboutId: kind == Rejection.ConnectionId, isUnclear: kind == Rejection.Other, now);

    /// <summary>True where a request may be sent again: a connect always, others until their id is as old as one gets (BEP 15 lets none be used beyond its time).</summary>
    public bool MaySendAgain(in Request request, long now) =>
        request.Operation == TrackerOperation.Connect || (_id.IsThere && request.ConnectionId == _id.Value && now - _id.Since <= _idTicks);

    /// <summary>True where the worker has said that it starts at a place.</summary>
    public bool HasStarted(int place) => _started.Length > 0 && (_started[place >> 6] & (1UL << place)) != 0;

    // Xorshift64* (Marsaglia, Vigna); the upper half is the better one.
    private ulong Draw()
    {
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return (_random * 0x2545_F491_4F6C_DD1D) >> 32;
    }
}
