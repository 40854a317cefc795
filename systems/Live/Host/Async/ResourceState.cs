namespace Millrace.Live;

/// <summary>Where a <see cref="Resource{T}"/> stands.</summary>
public enum ResourceState
{
    /// <summary>No value yet; one is on its way.</summary>
    Loading,

    /// <summary>The value is there.</summary>
    Ready,

    /// <summary>The last load failed; a value of an earlier one may still be there.</summary>
    Failed,

    /// <summary>The value is there, and a newer one on its way.</summary>
    Refreshing,
}
