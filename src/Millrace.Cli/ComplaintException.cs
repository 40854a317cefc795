namespace Millrace.Cli;

/// <summary>Carries complaints up to the command that writes them and ends with their exit code.</summary>
internal sealed class ComplaintException(IReadOnlyList<Complaint> complaints) : Exception(complaints[0].What)
{
    public ComplaintException(Complaint complaint)
        : this([complaint])
    {
    }

    public IReadOnlyList<Complaint> Complaints { get; } = complaints;
}
