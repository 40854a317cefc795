using System.Text.Json;
using Millrace.Gateway.Wire.Json;

namespace Millrace.Gateway.Wire;

// The lines are those above EventLines and ExtendedEventLines. Metadata lies in params.context.metadata.metadata, because context.metadata is the whole
// of what the backend answered. Fields come in any order; of a field given twice the last counts; unknown fields are stepped over.

/// <summary>Reads the lines of the gateway, in a backend.</summary>
public static class GatewayEventParser
{
    /// <summary>How deep objects and arrays may lie in each other: a context holds what a backend's line held, three levels further in.</summary>
    public const int MaxDepth = BackendActionParser.MaxDepth + 8;

    /// <summary>
    /// Reads one line, without its newline. False where it is no object, lacks something or has it in the wrong type: <paramref name="problem"/> then
    /// says what, where and what is expected, and the event is not to be used beyond its <see cref="GatewayEvent.RequestId"/>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> line, GatewayEvent to, out string problem)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Clear();
        Span<JsonField> fields = stackalloc JsonField[GatewayFields.Count];
        fields.Clear();
        JsonLine read = JsonLine.Read(line, GatewayFields.Line, fields, MaxDepth);
        read.Id(GatewayFields.RequestId, to.RequestIdText, isRequired: false);
        if (read.Problem is null && read.Require(GatewayFields.Action, JsonTokenType.String, "a string"))
        {
            to.Kind = GatewayFields.KindOf(read.Raw(GatewayFields.Action));
            to.Sequence = read.Number(GatewayFields.Seq, 1, long.MaxValue, 0);
            to.IsRedelivered = read.Flag(GatewayFields.Redelivered, otherwise: false);
            Fill(to, ref read);
        }

        problem = read.Problem ?? "";
        return read.Problem is null;
    }

    private static void Fill(GatewayEvent to, ref JsonLine read)
    {
        if (to.Kind is GatewayEventKind.Unknown or GatewayEventKind.Heartbeat || !read.Require(GatewayFields.Params, JsonTokenType.StartObject, "an object"))
        {
            return;
        }

        switch (to.Kind)
        {
            case GatewayEventKind.ConnectionRequest:
                GatewayFields.Handshake(to, ref read, GatewayFields.Headers, GatewayFields.Url, GatewayFields.RemoteAddr);
                break;
            case GatewayEventKind.NewMessage:
                GatewayFields.Context(to, ref read);
                to.IsBinary = read.Flag(GatewayFields.Binary, otherwise: false);
                to.MessageBytes.Take(ref read, GatewayFields.Message, to.IsBinary);
                break;
            case GatewayEventKind.NewConnection or GatewayEventKind.Disconnected:
                GatewayFields.Context(to, ref read);
                break;
            case GatewayEventKind.Error:
                GatewayFields.Error(to, ref read);
                break;
            case GatewayEventKind.Welcome:
                GatewayFields.Welcome(to, ref read);
                break;
            case GatewayEventKind.Goodbye:
                to.Reason = read.Text(GatewayFields.Reason, GatewayFields.MaxText);
                break;
            case GatewayEventKind.Problem:
                to.Reason = read.Text(GatewayFields.Reason, GatewayFields.MaxText);
                to.Action = read.Text(GatewayFields.ActionAsked, GatewayFields.MaxText);
                break;
            case GatewayEventKind.RoomInfo:
                read.Id(GatewayFields.RoomId, to.RoomIdText, isRequired: true);
                to.Members = (int)read.Number(GatewayFields.Members, 0, int.MaxValue, 0, isRequired: true);
                break;
            default:
                break;
        }
    }
}
