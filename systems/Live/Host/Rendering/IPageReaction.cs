using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Rendering;

/// <summary>A reaction that is part of a page's tree.</summary>
internal interface IPageReaction : IReaction
{
    /// <summary>Where it stands; null while it is part of no page.</summary>
    Node? Place { get; }
}
