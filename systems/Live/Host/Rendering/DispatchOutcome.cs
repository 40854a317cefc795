namespace Millrace.Live.Host.Rendering;

/// <summary>What became of an event.</summary>
internal enum DispatchOutcome : byte
{
    /// <summary>Its handlers were called; one that threw went to a boundary or to <see cref="MountedPage.Failure"/>.</summary>
    Handled,

    /// <summary>The node is gone, or never listened to anything.</summary>
    NoSuchNode,

    /// <summary>The node listens to other events.</summary>
    NoSuchHandler,

    /// <summary>The value fits nothing, or the page takes no events any more.</summary>
    Refused,
}
