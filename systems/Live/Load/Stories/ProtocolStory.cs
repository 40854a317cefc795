using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Live.Load.LiveCounts;
using static Millrace.Live.Load.Stories.LiveFacts;

namespace Millrace.Live.Load.Stories;

/// <summary>What goes over the wire for an event: frames, bytes, operations.</summary>
internal static class ProtocolStory
{
    public static void Tell(LiveFacts facts)
    {
        RunStory story = facts.Story;
        long events = story.Metric(EventFrames);
        long frames = story.Metric(PatchFrames);
        if (events == 0)
        {
            return;
        }

        double patchesPerEvent = story.Metric(Patches) / (double)events;
        story.Tables.Add(new ResultTable
        {
            Name = "protocol",
            Title = "Protocol",
            Columns =
            [
                new("Events sent"), new("Bytes per event", "B"), new("Patch frames"), new("Bytes per patch frame", "B"), new("Patches"), new("Patches per event"), new("Acks"), new("Superseded"),
            ],
            Rows = [[events, Cell(facts.BytesPerEvent), frames, Cell(facts.BytesPerPatchFrame), story.Metric(Patches), patchesPerEvent, story.Metric(Acks), story.Metric(Superseded)]],
            Remark = "Protocol frames, the WebSocket's own headers excluded (6 bytes from a client, 2 from the server, for these). In the measured phases. Superseded are events handled in one frame with a later one, whose value was the one to be rendered.",
        });
        story.Tables.Add(new ResultTable
        {
            Name = "operations",
            Title = "Patches by operation",
            Columns = [new("Operation"), new("Count"), new("Per event")],
            Rows =
            [
                .. Operations.Where(name => story.Metric(name) > 0).OrderByDescending(story.Metric)
                    .Select(name => new TableCell[] { name["op-".Length..], story.Metric(name), story.Metric(name) / (double)events }),
            ],
        });
        if (facts is not { BytesPerEvent: { } perEvent, BytesPerPatchFrame: { } perFrame })
        {
            return;
        }

        int payload = facts.Run.Parameters.PayloadBytes ?? LiveModes.PayloadBytes;
        story.Guides.Add(LiveGuides.Event(perEvent, payload));
        story.Guides.Add(LiveGuides.Patch(perFrame, payload));
        story.Find(
            FindingSeverity.Info,
            Text($"On the wire: {perEvent:0.0} bytes an event, {perFrame:0.0} bytes a frame of patches with {story.Metric(Patches) / (double)Math.Max(frames, 1):0.00} patches, for a value of {payload} bytes."),
            ("bytesPerEvent", perEvent), ("bytesPerPatchFrame", perFrame), ("patchesPerEvent", patchesPerEvent));
    }
}
