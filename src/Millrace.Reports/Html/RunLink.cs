namespace Millrace.Reports.Html;

/// <summary>Addresses of the pages beside a suite's.</summary>
internal static class RunLink
{
    /// <summary>The page of the run in a folder below the suite's; null where the folder is not below it, whatever wrote the suite's file.</summary>
    public static string? To(string folder)
    {
        string[] steps = folder.Split('/', '\\');
        return folder.Length == 0 || steps.Any(step => step is "" or "." or "..") ? null : string.Join('/', steps.Select(Uri.EscapeDataString)) + "/report.html";
    }
}
