using System.Text.Json;
using Millrace.Gateway.Wire.Json;

namespace Millrace.Gateway.Wire;

// {"action":"message_to_room","request_id":"7a…","params":{"room_id":"/ws/lobby","message":"hello"}}
//
//   action                 params (! required)
//   response               accepted client_id room_id metadata | rooms status reason resume
//   message_to_room        room_id! message! | binary
//   message_to_connection  conn_id! message! | binary
//   broadcast              message! | binary
//   hello                  version! name secret ack binary
//   ack                    seq!
//   join_room, leave_room  conn_id! room_id!
//   disconnect             conn_id! code reason
//   room_info              room_id!
//   heartbeat              none
//
// What stands after the bar is of the extended protocol. Fields come in any order; of a field given twice the last counts; unknown fields are stepped
// over. Null is the same as missing, but for "accepted": there a guess could let somebody in. "action" and "params" have to be there
// ("params" not for a heartbeat). A line is valid UTF-8 throughout, because parts of it are passed on as they are; what Python's json.dumps writes
// for a lone surrogate is ASCII, and becomes U+FFFD in messages and ids.

/// <summary>Reads the lines of backends.</summary>
public static class BackendActionParser
{
    /// <summary>How deep objects and arrays may lie in each other, the line's own braces counted.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// Reads one line, without its newline. False where it is no object, lacks something or has it in the wrong type: <paramref name="problem"/> then
    /// says what, where and what is expected, and the action is not to be used beyond its <see cref="BackendAction.RequestId"/>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> line, BackendAction action, out string problem)
    {
        ArgumentNullException.ThrowIfNull(action);
        action.Clear();
        Span<JsonField> fields = stackalloc JsonField[BackendFields.Count];
        fields.Clear();
        JsonLine read = JsonLine.Read(line, BackendFields.Line, fields, MaxDepth);

        // First, so that a refusal can say which line it means; a line that breaks off later has shown its id already.
        read.Id(BackendFields.RequestId, action.RequestIdText, isRequired: false);
        if (read.Problem is null && read.Require(BackendFields.Action, JsonTokenType.String, "a string"))
        {
            action.Kind = BackendFields.KindOf(read.Raw(BackendFields.Action), read.IsEscaped(BackendFields.Action));
            Fill(action, ref read);
        }

        problem = read.Problem ?? "";
        return read.Problem is null;
    }

    private static void Fill(BackendAction action, ref JsonLine read)
    {
        if (action.Kind is BackendActionKind.Unknown || (action.Kind is BackendActionKind.Heartbeat && !read.Has(BackendFields.Params))
            || !read.Require(BackendFields.Params, JsonTokenType.StartObject, "an object"))
        {
            return;
        }

        switch (action.Kind)
        {
            case BackendActionKind.Response:
                BackendFields.Response(action, ref read);
                break;
            case BackendActionKind.MessageToRoom:
                read.Id(BackendFields.RoomId, action.RoomIdText, isRequired: true);
                BackendFields.Message(action, ref read);
                break;
            case BackendActionKind.MessageToConnection:
                read.Id(BackendFields.ConnId, action.ClientIdText, isRequired: true);
                BackendFields.Message(action, ref read);
                break;
            case BackendActionKind.Broadcast:
                BackendFields.Message(action, ref read);
                break;
            case BackendActionKind.Hello:
                BackendFields.Hello(action, ref read);
                break;
            case BackendActionKind.Ack:
                action.Sequence = read.Number(BackendFields.Seq, 0, long.MaxValue, 0, isRequired: true);
                break;
            case BackendActionKind.JoinRoom or BackendActionKind.LeaveRoom:
                read.Id(BackendFields.ConnId, action.ClientIdText, isRequired: true);
                read.Id(BackendFields.RoomId, action.RoomIdText, isRequired: true);
                break;
            case BackendActionKind.Disconnect:
                BackendFields.Disconnect(action, ref read);
                break;
            case BackendActionKind.RoomInfo:
                read.Id(BackendFields.RoomId, action.RoomIdText, isRequired: true);
                break;
            default:
                break;
        }
    }
}
