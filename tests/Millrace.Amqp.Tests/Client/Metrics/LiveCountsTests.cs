using System.Diagnostics.Metrics;
using Millrace.Amqp.Metrics;

namespace Millrace.Amqp.Tests.Client.Metrics;

public sealed class LiveCountsTests
{
    [Fact]
    public void What_has_ended_stays_counted_and_no_longer_stands()
    {
        using var meter = new Meter("test");
        LiveCounts<int> counts = new LiveCounts<int>(meter).Counter("grown", "x", "", number => number).Gauge("now", "x", "", number => number);
        Dictionary<string, long> read = [];
        using var listener = new MeterListener { InstrumentPublished = (instrument, to) => { if (ReferenceEquals(instrument.Meter, meter)) { to.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => read[instrument.Name] = value);
        listener.Start();
        object a = new();
        counts.Begin(a, () => 3);
        counts.Begin(new object(), () => 4);
        listener.RecordObservableInstruments();
        Assert.Equal((7, 7), (read["grown"], read["now"]));
        counts.End(a);
        counts.End(a);
        listener.RecordObservableInstruments();
        Assert.Equal((7, 4), (read["grown"], read["now"]));
    }
}
