namespace Millrace.Live.Load;

/// <summary>The names of the modes of the Live system.</summary>
internal static class LiveModes
{
    /// <summary>The only mode: clients raise events on the bench page and wait for their token in a patch.</summary>
    public const string Events = "events";
}
