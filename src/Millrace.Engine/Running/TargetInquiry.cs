using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>Asks a target of itself: when the load is over and its clients are still connected, and for some systems as the measured part begins. What it cannot say is a remark, never the end of a run.</summary>
internal static class TargetInquiry
{
    // A target that is healthy answers in milliseconds; one that hangs must not hold up the report.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>The figures, or why there are none; neither where the system asks nothing or the target has no admin address.</summary>
    public static async Task<(IReadOnlyDictionary<string, double> Figures, string? Problem)> AskAsync(ISystemUnderLoad system, Uri? admin)
    {
        Dictionary<string, double> none = [];
        if (admin is null)
        {
            return (none, null);
        }

        using CancellationTokenSource limit = new(_patience);
        try
        {
            return (await system.AskTargetAsync(admin, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false), null);
        }
#pragma warning disable CA1031 // Whatever goes wrong with a question about the target says nothing about the run itself.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return (none, e is OperationCanceledException ? $"{admin} did not answer within {Durations.Format(_patience)}" : e.Message);
        }
    }
}
