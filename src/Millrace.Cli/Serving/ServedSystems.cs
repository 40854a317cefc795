namespace Millrace.Cli.Serving;

/// <summary>Every system that can be served, written out. Only the one that is asked for is loaded: a target has little time to its first connection.</summary>
internal static class ServedSystems
{
    /// <summary>In the order of help and guide.</summary>
    public static IReadOnlyList<string> Names { get; } = ["amqp", "gateway", "http", "live", "speech", "tracker"];

    /// <summary>The system of this name, or null.</summary>
    public static ServedSystem? Find(string name) => name switch
    {
        "amqp" => Amqp(),
        "gateway" => Gateway(),
        "http" => Http(),
        "live" => Live(),
        "speech" => Speech(),
        "tracker" => Tracker(),
        _ => null,
    };

    private static ServedAmqp Amqp() => new();

    private static ServedGateway Gateway() => new();

    private static ServedHttp Http() => new();

    private static ServedLive Live() => new();

    private static ServedSpeech Speech() => new();

    private static ServedTracker Tracker() => new();
}
