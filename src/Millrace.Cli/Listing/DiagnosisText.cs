using System.Text;
using Millrace.Engine.Machine;
using Millrace.Reports.Text;

namespace Millrace.Cli.Listing;

/// <summary>Diagnoses for reading: a line each, and under what is amiss why it matters and what mends it.</summary>
internal static class DiagnosisText
{
    public static string Render(IReadOnlyList<Diagnosis> found, int clients)
    {
        var text = new StringBuilder();
        text.Append(Words.Invariant, $"this machine, judged for {Figures.Count(clients)} clients\n\n");
        int width = found.Select(each => each.Name.Length).DefaultIfEmpty(0).Max();
        foreach (Diagnosis each in found)
        {
            text.Append(Words.Invariant, $"  {Word(each.Status),-4}  {each.Name.PadRight(width)}  {each.Observed}\n");
            if (each.Status != DiagnosisStatus.Ok)
            {
                string indent = new(' ', width + 10);
                text.Append(Words.Invariant, $"{indent}why:  {each.WhyItMatters}\n");
                if (each.Mend is { } mend)
                {
                    text.Append(Words.Invariant, $"{indent}mend: {mend}\n");
                }
            }
        }

        text.Append('\n').Append(Summary(found)).Append('\n');
        return text.ToString();
    }

    private static string Summary(IReadOnlyList<Diagnosis> found)
    {
        int bad = found.Count(each => each.Status == DiagnosisStatus.Bad);
        int warn = found.Count(each => each.Status == DiagnosisStatus.Warn);
        return (bad, warn) switch
        {
            (0, 0) => "nothing stands in the way",
            (0, _) => string.Create(Words.Invariant, $"it will work; {warn} of {found.Count} checks leave less headroom or less certain figures"),
            _ => string.Create(Words.Invariant, $"{bad} of {found.Count} checks are bad: a run of this size will fail or mislead"),
        };
    }

    private static string Word(DiagnosisStatus status) => status switch
    {
        DiagnosisStatus.Ok => "ok",
        DiagnosisStatus.Warn => "warn",
        _ => "BAD",
    };
}
