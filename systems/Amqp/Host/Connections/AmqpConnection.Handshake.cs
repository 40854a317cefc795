using System.Text;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Shards;

namespace Millrace.Amqp.Host.Connections;

/// <content>The opening: header, start, tune, open (AMQP 0-9-1, section 2.2.4).</content>
internal sealed partial class AmqpConnection
{
    private static readonly byte[] Greeting = MakeGreeting();

    private bool _hearsFailures;
    private bool _hearsBlocked;

    private static byte[] MakeGreeting()
    {
        FieldTable capabilities = [];
        foreach (string name in (ReadOnlySpan<string>)[
            "publisher_confirms", "exchange_exchange_bindings", "basic.nack", "consumer_cancel_notify", "connection.blocked", "consumer_priorities",
            "authentication_failure_close", "per_consumer_qos"])
        {
            capabilities.Add(name, true);
        }

        FieldTable properties = new()
        {
            { "capabilities", capabilities },
            { "cluster_name", "millrace" },
            { "copyright", "Millrace contributors" },
            { "information", "An in-memory broker to try and test on; it keeps nothing." },
            { "platform", $".NET {Environment.Version}" },
            { "product", "Millrace" },
            { "version", typeof(AmqpConnection).Assembly.GetName().Version?.ToString(3) ?? "0" },
        };
        AmqpWriter writer = new();
        writer.Method(0, new ConnectionStart(0, 9, properties, "PLAIN AMQPLAIN", "en_US"));
        return writer.Written.ToArray();
    }

    private void ReadProtocolHeader()
    {
        ReadOnlySpan<byte> header = _intake!.Unread;
        bool isOurs = ProtocolHeader.MayBe(header);
        if (header.Length < ProtocolHeader.Size && isOurs)
        {
            return;
        }

        if (!isOurs)
        {
            // The answer that the specification wants (section 4.2.2): what we speak, and the end.
            _why = $"it did not begin with AMQP 0-9-1 but with {Convert.ToHexString(header[..Math.Min(header.Length, ProtocolHeader.Size)])}.";
            _out!.Open().Raw(ProtocolHeader.Bytes);
            Linger();
            return;
        }

        _intake.Consume(ProtocolHeader.Size);
        _out!.Open().Raw(Greeting);
        Stage = ConnectionStage.Starting;
    }

    private void TakeOpening(uint method, ref AmqpReader arguments)
    {
        switch (Stage, method)
        {
            case (ConnectionStage.Starting, AmqpMethod.ConnectionStartOk):
                LogIn(ConnectionStartOk.Read(ref arguments), arguments.IsBroken);
                break;
            case (ConnectionStage.Tuning, AmqpMethod.ConnectionTuneOk):
                Tune(ConnectionTuneOk.Read(ref arguments), arguments.IsBroken);
                break;
            case (ConnectionStage.Opening, AmqpMethod.ConnectionOpen):
                Enter(ConnectionOpen.Read(ref arguments), arguments.IsBroken);
                break;
            case (_, AmqpMethod.ConnectionClose):
                AnswerClose();
                break;
            default:
                throw new BrokerRefusal(ReplyCode.CommandInvalid, $"'{AmqpMethod.NameOf(method) ?? "an unknown method"}' has no place in the opening of a connection");
        }
    }

    private void LogIn(ConnectionStartOk answer, bool isBroken)
    {
        ThrowIfBroken(isBroken, "connection.start-ok");
        FieldTable? capabilities = answer.ClientProperties["capabilities"] as FieldTable;
        _hearsFailures = capabilities?.IsTrue("authentication_failure_close") ?? false;
        HearsCancels = capabilities?.IsTrue("consumer_cancel_notify") ?? false;
        _hearsBlocked = capabilities?.IsTrue("connection.blocked") ?? false;
        Name = Texts.Shown(answer.ClientProperties["connection_name"] as string ?? Remote.ToString());
        (string user, string password) = answer.Mechanism switch
        {
            "PLAIN" => ReadPlain(answer.Response.Span),
            "AMQPLAIN" => ReadAmqPlain(answer.Response.Span),
            _ => throw new BrokerRefusal(ReplyCode.CommandInvalid, $"unknown authentication mechanism '{answer.Mechanism}'"),
        };
        if (!_core.Credentials.Accept(user, password))
        {
            RefuseLogIn(answer.Mechanism);
            return;
        }

        User = user;
        Stage = ConnectionStage.Tuning;
        _out!.Open().Method(0, new ConnectionTune((ushort)_core.Options.ChannelMax, (uint)_core.Options.FrameMax, (ushort)_core.Options.Heartbeat.TotalSeconds));
    }

    // The details are for the log: a stranger is not told whether the name or the password was wrong.
    private void RefuseLogIn(string mechanism)
    {
        string text = $"ACCESS_REFUSED - Login was refused using authentication mechanism {mechanism}. For details see the broker logfile.";
        if (_hearsFailures)
        {
            _core.Counters.HandshakesFailed++;
            AmqpLog.HandshakeFailed(_core.Log, Remote, text);
            Close(ReplyCode.AccessRefused, text);
        }
        else
        {
            _why = text;
            Linger(); // As the specification has it: the socket is closed without a word.
        }
    }

    // RFC 4616: authorization identity, NUL, name, NUL, password.
    private static (string User, string Password) ReadPlain(ReadOnlySpan<byte> response)
    {
        int first = response.IndexOf((byte)0);
        int second = first < 0 ? -1 : response[(first + 1)..].IndexOf((byte)0);
        return second < 0
            ? throw new BrokerRefusal(ReplyCode.SyntaxError, "the response of mechanism PLAIN is not a name and a password after NULs")
            : (Encoding.UTF8.GetString(response.Slice(first + 1, second)), Encoding.UTF8.GetString(response[(first + second + 2)..]));
    }

    // The inside of a field table with LOGIN and PASSWORD, without its length.
    private static (string User, string Password) ReadAmqPlain(ReadOnlySpan<byte> response)
    {
        AmqpWriter whole = new();
        whole.LongString(response);
        AmqpReader reader = new(whole.Written);
        FieldTable table = reader.Table();
        return !reader.IsBroken && table["LOGIN"] is string user && table["PASSWORD"] is string password
            ? (user, password)
            : throw new BrokerRefusal(ReplyCode.SyntaxError, "the response of mechanism AMQPLAIN is no table with LOGIN and PASSWORD");
    }

    private void Tune(ConnectionTuneOk answer, bool isBroken)
    {
        ThrowIfBroken(isBroken, "connection.tune-ok");
        int frameMax = _core.Options.FrameMax;
        int channelMax = _core.Options.ChannelMax;
        if (answer.FrameMax is > 0 and < Frame.LeastMax)
        {
            throw new BrokerRefusal(ReplyCode.NotAllowed, $"frame_max={answer.FrameMax} < {Frame.LeastMax} min size");
        }

        if (answer.FrameMax > frameMax)
        {
            throw new BrokerRefusal(ReplyCode.NotAllowed, $"frame_max={answer.FrameMax} > {frameMax} max size");
        }

        if (answer.ChannelMax > channelMax)
        {
            throw new BrokerRefusal(ReplyCode.NotAllowed, $"channel_max={answer.ChannelMax} > {channelMax} max value");
        }

        FrameMax = answer.FrameMax == 0 ? frameMax : (int)answer.FrameMax;
        ChannelMax = answer.ChannelMax == 0 ? channelMax : answer.ChannelMax;
        HeartbeatTicks = answer.Heartbeat * Shard.TicksPerSecond;
        Stage = ConnectionStage.Opening;
    }

    private void Enter(ConnectionOpen asked, bool isBroken)
    {
        ThrowIfBroken(isBroken, "connection.open");
        if (_core.FindHost(asked.VirtualHost) is not { } host)
        {
            throw new BrokerRefusal(ReplyCode.NotAllowed, $"vhost {asked.VirtualHost} not found");
        }

        if (_core.IsDraining)
        {
            throw new BrokerRefusal(ReplyCode.ConnectionForced, "broker forced connection closure with reason 'shutdown'");
        }

        Host = host;
        Stage = ConnectionStage.Running;
        Deadline = long.MaxValue;
        _core.Counters.ConnectionsOpened++;
        _out!.Open().Method(0, new ConnectionOpenOk());
        AmqpLog.Opened(_core.Log, Remote, Name, host.Name, Texts.Shown(User));
    }

    private static void ThrowIfBroken(bool isBroken, string method)
    {
        if (isBroken)
        {
            throw new BrokerRefusal(ReplyCode.SyntaxError, $"the arguments of {method} cannot be read");
        }
    }
}
