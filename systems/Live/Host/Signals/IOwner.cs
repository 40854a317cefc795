namespace Millrace.Live.Host.Signals;

/// <summary>Something with a life, at whose end effects and clean-ups that were made in it end too: a component, a region, an effect.</summary>
internal interface IOwner
{
    /// <summary>What it owns (a field of the implementing object).</summary>
    ref Owned Owned { get; }
}
