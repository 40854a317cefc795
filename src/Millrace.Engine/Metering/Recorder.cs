using System.Runtime.InteropServices;
using Millrace.Results;

namespace Millrace.Engine.Metering;

/// <summary>Everything recorded of one operation in one phase. One writer; merged and cleared by whoever holds it after a flip.</summary>
internal sealed class Recorder
{
    public Tally Tally;

    /// <summary>Due to done, of every right answer, in time or late.</summary>
    public Histogram Response { get; } = new();

    /// <summary>Sent to done, of the same answers.</summary>
    public Histogram Service { get; } = new();

    /// <summary>Due to sent, of everything that was sent.</summary>
    public Histogram Lateness { get; } = new();

    /// <summary>How late this shard's own timers came, whatever clients and target did: the generator's own fault.</summary>
    public Histogram TimerLateness { get; } = new();

    /// <summary>Errors by kind.</summary>
    public Dictionary<string, long> Errors { get; } = new(StringComparer.Ordinal);

    public void CountError(string kind) =>
        CollectionsMarshal.GetValueRefOrAddDefault(Errors, kind, out _)++;

    public void Add(Recorder other)
    {
        Tally.Add(in other.Tally);
        Response.Add(other.Response);
        Service.Add(other.Service);
        Lateness.Add(other.Lateness);
        TimerLateness.Add(other.TimerLateness);
        foreach ((string kind, long count) in other.Errors)
        {
            Errors[kind] = Errors.GetValueOrDefault(kind) + count;
        }
    }

    public void Clear()
    {
        Tally = default;
        Response.Clear();
        Service.Clear();
        Lateness.Clear();
        TimerLateness.Clear();
        Errors.Clear();
    }
}
