using System.Globalization;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>Where the files of a run go. Checked before anything is started: a run whose results cannot be kept is not worth its time.</summary>
internal static class ResultsPlace
{
    public const string DefaultRoot = "results";

    /// <summary>Where the files of a run would go, without making anything.</summary>
    /// <exception cref="ComplaintException">The folder that was asked for holds another run.</exception>
    public static string Planned(string? asked, string system, string profile)
    {
        RefuseTaken(asked);
        return asked ?? $"{DefaultRoot}/<time>-{system}-{profile}";
    }

    /// <summary>Makes sure that the folder can be written and holds no other run; returns its path.</summary>
    /// <exception cref="ComplaintException">It cannot, or it does.</exception>
    public static string Prepare(string? asked, string system, string profile, DateTimeOffset now)
    {
        string folder = asked ?? Free(Path.Combine(DefaultRoot, string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{system}-{profile}")));
        try
        {
            RefuseTaken(folder);
            Directory.CreateDirectory(folder);
            string trial = Path.Combine(folder, ".millrace-write-test");
            File.WriteAllText(trial, "");
            File.Delete(trial);
            return folder;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ComplaintException(LabComplaints.Unwritable(folder, cause));
        }
    }

    private static void RefuseTaken(string? folder)
    {
        foreach (string name in folder is null ? [] : (ReadOnlySpan<string>)[RunFolder.RunName, RunFolder.SuiteName, RunFolder.IntervalsName])
        {
            if (File.Exists(Path.Combine(folder!, name)))
            {
                throw new ComplaintException(new Complaint(
                    ExitCode.ResultsUnwritable, $"the folder holds {name} of another run", folder!, "name a new folder with --out, or remove that one"));
            }
        }
    }

    /// <summary>Removes a folder that a run never wrote to, because it could not start.</summary>
    public static void Abandon(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Expected: something is in it, so it stays.
        }
    }

    private static string Free(string folder)
    {
        for (int number = 1; ; number++)
        {
            string path = number == 1 ? folder : string.Create(CultureInfo.InvariantCulture, $"{folder}-{number}");
            if (!Path.Exists(path))
            {
                return path;
            }
        }
    }
}
