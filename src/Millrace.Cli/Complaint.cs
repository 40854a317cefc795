namespace Millrace.Cli;

/// <summary>
/// An error that a person can act on: what was wrong, where, what to do. Every error of every command has this shape
/// and goes to standard error.
/// </summary>
internal sealed record Complaint(ExitCode Exit, string What, string Where, string Do)
{
    /// <summary>Where in a scenario file it is, for the order; null where it is about something else.</summary>
    public Scenarios.FilePlace? Place { get; init; }

    public static Complaint Usage(string what, string where, string @do) => new(ExitCode.Usage, what, where, @do);

    /// <summary>The same, its commands as they are typed in a program of another name.</summary>
    public Complaint In(string program) => this with { What = Words.Called(What, program), Where = Words.Called(Where, program), Do = Words.Called(Do, program) };

    public void WriteTo(TextWriter error)
    {
        error.WriteLine($"error: {What}");
        error.WriteLine($"where: {Where}");
        error.WriteLine($"do:    {Do}");
    }

    /// <summary>Writes all complaints, a blank line between two, and returns the exit code of the first.</summary>
    public static int WriteAll(IReadOnlyList<Complaint> complaints, TextWriter error)
    {
        for (int i = 0; i < complaints.Count; i++)
        {
            if (i > 0)
            {
                error.WriteLine();
            }

            complaints[i].WriteTo(error);
        }

        return (int)complaints[0].Exit;
    }
}
