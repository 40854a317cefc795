namespace Millrace.Tracker.Host.Metrics;

/// <summary>What has come and gone since the start.</summary>
/// <param name="Requests">Datagrams that were long enough to be a request.</param>
/// <param name="Answers">Answers that are no errors.</param>
/// <param name="BytesIn">Bytes of datagrams received.</param>
/// <param name="BytesOut">Bytes of datagrams sent.</param>
internal readonly record struct TrafficTotals(long Requests, long Answers, long BytesIn, long BytesOut);

/// <summary>The same in a second.</summary>
internal readonly record struct TrafficRates(double Requests, double Answers, double BytesIn, double BytesOut);
