namespace Millrace.Results.Tests;

/// <summary>Intervals of a second each, as an engine would write them.</summary>
internal static class SampleIntervals
{
    public static IntervalRecord At(double seconds, string phase = "steady", bool measured = true, params ReadOnlySpan<long> responseUs)
    {
        Histogram response = new();
        foreach (long us in responseUs)
        {
            response.Record(us);
        }

        return new IntervalRecord
        {
            AtSeconds = seconds,
            SpanSeconds = 1,
            Phase = phase,
            Measured = measured,
            Operations = new Dictionary<string, IntervalOperation>
            {
                ["echo"] = new()
                {
                    Count = responseUs.Length + 1,
                    Ok = responseUs.Length,
                    Errors = new Dictionary<string, long> { ["reset"] = 1 },
                    BytesOut = 10,
                    BytesIn = 20,
                    Response = IntervalLatency.From(response),
                    Service = IntervalLatency.From(response),
                    Lateness = null,
                },
            },
            Accounting = new Accounting { Due = responseUs.Length + 2, Sent = responseUs.Length + 1, Dropped = 1, Ok = responseUs.Length, Failed = 1, Received = responseUs.Length + 1 },
            InFlight = 3,
            ConnectedClients = 5,
            TargetCpuPercent = 50,
            TargetRssBytes = 1000,
            TargetHeapBytes = 500,
            GeneratorCpuPercent = 25,
            GeneratorRssBytes = 2000,
        };
    }
}
