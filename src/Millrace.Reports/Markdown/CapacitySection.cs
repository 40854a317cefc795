using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>A search for capacity on a page: the sentence, the knee, the headroom and the steps.</summary>
internal static class CapacitySection
{
    private const string Knee =
        """
        The knee is where response times leave their plain: up to it more load costs nothing, beyond it every further request waits for those before it. A step counts as met where the whole objective
        held and 99 % of what was offered was carried out within the step. Each point is the median of its load's runs; runs that say nothing of the target, and loads beyond twice the capacity, stand
        in the tables alone.
        """;

    public static void Write(MarkdownPage page, CapacityResult capacity, bool withCharts)
    {
        page.Paragraph($"**{CapacityReport.Sentence(capacity)}**");
        if (withCharts)
        {
            ChartsSection.Write(page, CapacityReport.Charts(capacity));
            page.Paragraph(Knee);
        }

        if (capacity.Headroom.Count > 0)
        {
            page.Heading("Headroom").Bullets(capacity.Headroom.Select(each => each.Text)).Table(CapacityReport.Headroom(capacity));
        }

        if (capacity.Remarks is { Count: > 0 } remarks)
        {
            page.Heading("Left out").Bullets(remarks);
        }

        page.Heading("Steps").Table(CapacityReport.Steps(capacity));
    }
}
