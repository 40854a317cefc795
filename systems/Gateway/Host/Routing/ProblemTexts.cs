namespace Millrace.Gateway.Host.Routing;

/// <summary>What a backend's programmer reads about a <see cref="ActionProblem"/>.</summary>
internal static class ProblemTexts
{
    public static string Of(ActionProblem problem) => problem switch
    {
        ActionProblem.UnknownConnection => "No client has this conn_id; it may have just left.",
        ActionProblem.UnknownRoom => "Nobody is in this room.",
        ActionProblem.TooManyRooms => "The gateway's limit of rooms, or of rooms of one client, is reached.",
        ActionProblem.StrayAnswer => "No connection_request with this request_id waits for this backend's answer: it came too late or twice, the client has left, or another backend was asked.",
        ActionProblem.MetadataTooLarge => "The params of this response are larger than the gateway keeps for a client, which got a 502.",
        ActionProblem.UnknownEvent => "No event with this seq has been sent on this connection.",
        _ => "The gateway does not know this action.",
    };
}
