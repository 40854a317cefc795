namespace Millrace.Gateway.Client.Handling;

/// <summary>Which handler an event is for.</summary>
internal enum EventKind
{
    Connecting,
    Connected,
    Message,
    Disconnected,
    Reported,
}
