using Millrace.Cli.CommandLine;
using Millrace.Cli.Running;
using Millrace.Results;

namespace Millrace.Cli.Reporting;

/// <summary>Reads and carries out what --report asks for: <c>junit,csv</c> into the run's folder, <c>junit=FILE</c> elsewhere.</summary>
internal static class ReportOrders
{
    // In a run's folder a report of this name would replace what everything else is made from.
    private static readonly string[] Lab = [RunFolder.RunName, RunFolder.SuiteName, RunFolder.IntervalsName, RunReports.MarkdownName, RunReports.HtmlName];

    /// <summary>Reads the option; a file that cannot be written is refused now, because a run whose report is lost was for nothing.</summary>
    public static IReadOnlyList<ReportOrder> Read(ValueReader values, Knob<string[]> knob)
    {
        var orders = new List<ReportOrder>();
        foreach (string text in values.Texts(knob).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            (string name, string? file) = equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
            if (ReportFormats.Find(name) is not { } format)
            {
                values.Refuse(knob, $"there is no format \"{name}\"{Nearest.Suggest(name, ReportFormats.Names)}", $"write {Words.List(ReportFormats.Names, "or")}, with =FILE for a file of your choice");
            }
            else if (file is not null && Problem(file) is { } problem)
            {
                values.Refuse(knob, problem, $"name a file in a folder that exists, as in --report {name}=out/{format.FileName}");
            }
            else if (file is not null && Path.GetFileName(file) is var own && own != format.FileName && Lab.Contains(own))
            {
                values.Refuse(knob, $"{own} is a file that the lab writes itself", $"choose another name, such as {format.FileName}");
            }
            else if (orders.Exists(order => order.File is { } other && file is not null && Path.GetFullPath(other) == Path.GetFullPath(file)))
            {
                values.Refuse(knob, $"the file {file} is named twice", "give each report a file of its own");
            }
            else
            {
                orders.Add(new ReportOrder(format, file));
            }
        }

        return orders;
    }

    /// <summary>Refuses what cannot be had of several runs, before the first begins.</summary>
    /// <exception cref="ComplaintException">A format without a form for several runs is to go into one file.</exception>
    public static void RequireForSuite(IReadOnlyList<ReportOrder> orders)
    {
        if (orders.FirstOrDefault(order => order.File is not null && order.Format.OfSuite is null) is { } order)
        {
            throw new ComplaintException(Complaint.Usage(
                $"there are several runs, and the format {order.Format.Name} holds one", $"--report {order.Format.Name}={order.File}", $"write --report {order.Format.Name}: each run's folder then gets its own {order.Format.FileName}"));
        }
    }

    /// <summary>Writes what was asked for of a run that stands alone; what cannot be written is complained of, and the others are written all the same.</summary>
    public static IReadOnlyList<Complaint> Write(IReadOnlyList<ReportOrder> orders, string folder, RunFile run) =>
        Each(orders, order => WriteRun(order, order.File, folder, run));

    /// <summary>Writes what was asked for of one run of a suite: named files are for the suite as a whole.</summary>
    public static IReadOnlyList<Complaint> WriteInSuite(IReadOnlyList<ReportOrder> orders, string folder, RunFile run) =>
        Each(orders.Where(order => order.File is null), order => WriteRun(order, null, folder, run));

    /// <summary>Writes what was asked for of a whole suite.</summary>
    public static IReadOnlyList<Complaint> WriteSuite(IReadOnlyList<ReportOrder> orders, string folder, SuiteFile suite) => Each(orders, order =>
    {
        if (order.Format.OfSuite is { } render && !(order.File is null && order.Format.IsAlwaysThere))
        {
            Save(order.File ?? Path.Combine(folder, order.Format.FileName), writer => writer.Write(render(suite, RunReports.RunsOf(folder))));
        }
    });

    /// <summary>The exit code where some reports could not be written: what the run came to says more, unless it was well.</summary>
    public static ExitCode Exit(ExitCode run, IReadOnlyList<Complaint> complaints) => run == ExitCode.Ok && complaints.Count > 0 ? complaints[0].Exit : run;

    /// <summary>Writes a report's file.</summary>
    /// <exception cref="ComplaintException">It cannot be written.</exception>
    public static void Save(string file, Action<TextWriter> write)
    {
        try
        {
            using var writer = new StreamWriter(file) { NewLine = "\n" };
            write(writer);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ComplaintException(LabComplaints.Unwritable(file, cause));
        }
    }

    private static List<Complaint> Each(IEnumerable<ReportOrder> orders, Action<ReportOrder> write)
    {
        var complaints = new List<Complaint>();
        foreach (ReportOrder order in orders)
        {
            try
            {
                write(order);
            }
            catch (ComplaintException unwritten)
            {
                complaints.AddRange(unwritten.Complaints);
            }
        }

        return complaints;
    }

    private static void WriteRun(ReportOrder order, string? file, string folder, RunFile run)
    {
        if (file is not null || !order.Format.IsAlwaysThere)
        {
            // The lab has written the log itself just now: there is nothing in it that it could not read.
            Save(file ?? Path.Combine(folder, order.Format.FileName), writer => order.Format.OfRun(new ReportedRun(run, folder), writer, []));
        }
    }

    private static string? Problem(string file)
    {
        if (file.Length == 0)
        {
            return "no file is named after the =";
        }

        string full = Path.GetFullPath(file);
        return Directory.Exists(full) ? $"{file} is a folder"
            : !Directory.Exists(Path.GetDirectoryName(full)) ? $"there is no folder {Path.GetDirectoryName(file)}"
            : Unwritable(full, file);
    }

    // Tried and not guessed from permissions: what is there stays as it is, and what was not there is not there afterwards.
    private static string? Unwritable(string full, string file)
    {
        try
        {
            bool isNew = !File.Exists(full);
            new FileStream(full, FileMode.Append, FileAccess.Write, FileShare.ReadWrite).Dispose();
            if (isNew)
            {
                File.Delete(full);
            }

            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return $"{file} cannot be written ({cause.Message.TrimEnd('.')})";
        }
    }
}
