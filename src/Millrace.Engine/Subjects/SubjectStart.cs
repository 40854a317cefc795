using Millrace.Engine.Running;
using Millrace.Engine.Targets;

namespace Millrace.Engine.Subjects;

/// <summary>Starts the subject of a scenario, on the generator's processors.</summary>
internal static class SubjectStart
{
    /// <summary>The subject, or null where the system has none. Throws <see cref="LabException"/>; then nothing is left running.</summary>
    public static async Task<SubjectProcess?> StartAsync(Scenario scenario, Processors processors, CancellationToken cancellationToken)
    {
        if (scenario.System.Subject(scenario) is not { } recipe)
        {
            return null;
        }

        int[] pinned = [.. processors.Generator.OfType<int>()];
        try
        {
            return await SubjectProcess.StartAsync(recipe, pinned.Length == 0 ? null : new CpuSet(pinned), cancellationToken).ConfigureAwait(false);
        }
        catch (TargetException e)
        {
            throw new LabException([e.Message], e) { Failure = LabFailure.Environment };
        }
    }
}
