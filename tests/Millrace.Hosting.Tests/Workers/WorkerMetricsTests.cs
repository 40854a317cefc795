using Millrace.Hosting.Workers;

namespace Millrace.Hosting.Tests.Workers;

public sealed class WorkerMetricsTests
{
    [Fact]
    public void Samples_of_one_name_stand_together_with_a_label_each()
    {
        string merged = WorkerMetrics.Merge([
            ("0", "# HELP b_total What.\n# TYPE b_total counter\nb_total 1\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n"),
            ("1", ""),
            ("2", "# TYPE a gauge\na{x=\"y z\"} 4\n# HELP b_total What.\n# TYPE b_total counter\nb_total 5\n")]);

        Assert.Equal(
            """
            # TYPE a gauge
            a{worker="2",x="y z"} 4
            # HELP b_total What.
            # TYPE b_total counter
            b_total{worker="0"} 1
            b_total{worker="2"} 5
            # TYPE h histogram
            h_bucket{worker="0",le="+Inf"} 2
            h_sum{worker="0"} 3
            h_count{worker="0"} 2

            """,
            merged);
    }
}
