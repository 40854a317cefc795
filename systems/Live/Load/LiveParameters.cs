using Millrace.Engine;

namespace Millrace.Live.Load;

/// <summary>The names of what can be set for the clients of a Live page, with their defaults.</summary>
internal static class LiveParameters
{
    public const string List = "list";
    public const string Style = "style";
    public const string Bound = "bound";
    public const string Rendered = "rendered";
    public const string MaxSessions = "max-sessions";
    public const string MaxSessionMemory = "max-session-memory";
    public const string MaxTotalMemory = "max-total-memory";
    public const string CompareDocuments = "compare-documents";
    public const string KeepState = "keep-state";
    public const string Serve = "serve";

    public static IReadOnlyList<ParameterInfo> All { get; } =
    [
        new(List, "items in the page's list, 1 to 10,000", "20"),
        new(Style, "how the bench page is written: bound (signals in the tree, only their texts change) or rendered (the list is rendered again on each event)", Bound),
        new(MaxSessions, "sessions that the embedded target may have; 0 for no limit", "10000"),
        new(MaxSessionMemory, "what one session of the embedded target may take, such as 200KiB; 0 for no limit", "200KiB"),
        new(MaxTotalMemory, "what all sessions of the embedded target may take together, such as 1GiB; 0 for no limit", "1GiB"),
        new(CompareDocuments, "whether each client asks for the server's document at the end and compares its own with it", "true"),
        new(KeepState, "whether the embedded target keeps its state and the key of its tokens over a restart, in a folder of the run's own", "false"),
        new(Serve, "further options of the embedded target, such as \"--event-rate 50\"", ""),
    ];
}
