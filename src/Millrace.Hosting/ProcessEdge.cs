namespace Millrace.Hosting;

/// <summary>What a server's life touches of its process: standard streams, requests to stop, the clock. Tests put their own.</summary>
public sealed class ProcessEdge : IDisposable
{
    /// <summary>Where the ready line goes.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where errors for the operator go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input; called only where its end is watched.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Who asks to stop.</summary>
    public required StopRequests Stop { get; init; }

    /// <summary>Has an action called at each SIGHUP until what it returns is disposed. Default: nobody ever asks.</summary>
    public Func<Action, IDisposable?> OnHangup { get; init; } = static _ => null;

    /// <summary>Measures the drain.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>This process's own streams and signals.</summary>
    public static ProcessEdge OfThisProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        OpenInput = Console.OpenStandardInput,
        Stop = StopRequests.FromSignals(),
        OnHangup = HangupSignal.Call,
    };

    /// <inheritdoc/>
    public void Dispose() => Stop.Dispose();
}
