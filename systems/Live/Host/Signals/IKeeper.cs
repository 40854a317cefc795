namespace Millrace.Live.Host.Signals;

/// <summary>Who wants to know that kept state has changed.</summary>
internal interface IKeeper
{
    /// <summary>A kept signal was written, in the page's turn. Must be cheap: it is called on each write.</summary>
    void OnKeptChanged(IKept kept);
}
