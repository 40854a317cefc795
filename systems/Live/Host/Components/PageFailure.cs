using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <summary>Something of a page that has failed. Its exception is for the log and for developers: what a boundary shows to people should not repeat it.</summary>
public sealed class PageFailure
{
    internal PageFailure(Exception error, FailurePlace place, string component)
    {
        Error = error;
        Place = place;
        Component = component;
    }

    /// <summary>What was thrown.</summary>
    public Exception Error { get; }

    /// <summary>What was being done.</summary>
    public FailurePlace Place { get; }

    /// <summary>The name of the component in which it happened.</summary>
    public string Component { get; }

    /// <summary>The boundary that shows something else now; null where nobody took the failure.</summary>
    internal BoundaryRegion? Boundary { get; set; }

    /// <summary>For a button in a boundary's fallback: makes the content anew.</summary>
    public void Retry() => Boundary?.Retry(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Component} failed ({Place}): {Error.Message}";
}
