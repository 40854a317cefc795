using Millrace.Amqp.Host.Connections;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;

namespace Millrace.Amqp.Host.Channels;

/// <summary>One channel: whose turn it is, who consumes, what is not acknowledged yet. On the broker's shard.</summary>
internal sealed partial class AmqpChannel(AmqpConnection connection, ushort number)
{
    private readonly BrokerCore _core = connection.Core;
    private bool _isClosing;
    private bool _isDirty;

    public AmqpConnection Connection => connection;

    public ushort Number => number;

    private VirtualHost Host => connection.Host;

    /// <summary>Takes a frame. It does not throw what a client can cause.</summary>
    public void Take(Frame frame)
    {
        uint method = _expected == Expected.Method ? 0 : AmqpMethod.BasicPublish;
        try
        {
            if (frame.Kind == FrameKind.Method)
            {
                AmqpReader arguments = new(frame.Payload);
                uint number = arguments.Bits32();
                method = _expected == Expected.Method ? number : method; // what it interrupts is to blame, where it interrupts
                TakeMethod(number, ref arguments);
            }
            else if (!_isClosing)
            {
                TakeContent(frame);
            }
        }
        catch (BrokerRefusal refusal) when (ReplyCode.IsOfChannel(refusal.Code))
        {
            Close(refusal.Code, refusal.Text, method);
        }
        catch (BrokerRefusal refusal)
        {
            connection.Fail(refusal, method);
        }
    }

    /// <summary>Closes it with a code. The client is told, and until it answers everything else of it is ignored.</summary>
    public void Close(ushort code, string text, uint method = 0)
    {
        if (_isClosing)
        {
            return;
        }

        _core.Counters.ChannelErrors++;
        AmqpLog.ChannelError(_core.Log, connection.Remote, connection.Name, number, code, text);
        Say(); // What was confirmed before is known before.
        Release();
        _isClosing = true;
        connection.Out.Open().Method(number, new ChannelClose(code, Texts.Fit(text), AmqpMethod.ClassOf(method), AmqpMethod.IdOf(method)));
    }

    /// <summary>Gives back what it holds: consumers end, what is not acknowledged goes back to its queue.</summary>
    public void Release()
    {
        DropContent();
        ReleaseConsumers();
    }

    /// <summary>What was received is understood: what was put off is done.</summary>
    public void EndOfBatch()
    {
        _isDirty = false;
        if (!_isClosing)
        {
            Say();
        }
    }

    private void NoteDirty()
    {
        if (!_isDirty)
        {
            _isDirty = true;
            connection.NoteDirty(this);
        }
    }

    private void TakeMethod(uint method, ref AmqpReader arguments)
    {
        if (_isClosing)
        {
            TakeClosing(method);
            return;
        }

        if (_expected != Expected.Method)
        {
            throw new BrokerRefusal(
                ReplyCode.UnexpectedFrame,
                _expected == Expected.Header ? "expected content header for class 60, got non content header frame instead" : "expected content body, got non content body frame instead");
        }

        switch (AmqpMethod.ClassOf(method))
        {
            case (ushort)(AmqpMethod.BasicPublish >> 16):
                TakeBasic(method, ref arguments);
                break;
            case (ushort)(AmqpMethod.QueueDeclare >> 16):
                TakeQueue(method, ref arguments);
                break;
            case (ushort)(AmqpMethod.ExchangeDeclare >> 16):
                TakeExchange(method, ref arguments);
                break;
            default:
                TakeOther(method, ref arguments);
                break;
        }
    }

    private void TakeClosing(uint method)
    {
        switch (method)
        {
            case AmqpMethod.ChannelCloseOk:
                connection.Forget(this);
                break;
            case AmqpMethod.ChannelClose:
                // Both sides closed at once: the peer wants its answer, and will answer ours.
                connection.Out.Open().Method(number, AmqpMethod.ChannelCloseOk);
                break;
        }
    }

    private void TakeOther(uint method, ref AmqpReader arguments)
    {
        switch (method)
        {
            case AmqpMethod.ChannelClose:
                Say();
                Release();
                connection.Out.Open().Method(number, AmqpMethod.ChannelCloseOk);
                connection.Forget(this);
                break;
            case AmqpMethod.ChannelCloseOk:
                break;
            case AmqpMethod.ChannelOpen:
                throw new BrokerRefusal(ReplyCode.ChannelError, "second 'channel.open' seen");
            case AmqpMethod.ChannelFlow:
                if (!Read<ChannelFlow>(ref arguments).IsActive)
                {
                    throw BrokerRefusal.NotImplemented("active=false");
                }

                connection.Out.Open().Method(number, new ChannelFlowOk(true));
                break;
            case AmqpMethod.ConfirmSelect:
                SelectConfirms(Read<ConfirmSelect>(ref arguments));
                break;
            case AmqpMethod.AccessRequest:
                AnswerAccess();
                break;
            case AmqpMethod.TxSelect or AmqpMethod.TxCommit or AmqpMethod.TxRollback:
                throw BrokerRefusal.NotImplemented("transactions are not supported; use publisher confirms");
            default:
                throw Unknown(method);
        }
    }

    // Realms are gone from the protocol, but old clients still ask: everything is allowed.
    private void AnswerAccess()
    {
        AmqpWriter writer = connection.Out.Open();
        int start = writer.Begin(FrameKind.Method, number);
        writer.Bits32(AmqpMethod.AccessRequestOk);
        writer.Bits16(1);
        writer.End(start);
    }

    private static BrokerRefusal Unknown(uint method) => AmqpMethod.NameOf(method) is not null
        ? new BrokerRefusal(ReplyCode.CommandInvalid, "unimplemented method")
        : new BrokerRefusal(ReplyCode.NotImplemented, $"unknown method {AmqpMethod.ClassOf(method)}.{AmqpMethod.IdOf(method)}");

    private static T Read<T>(ref AmqpReader arguments)
        where T : IAmqpMethod<T>
    {
        ReadOnlySpan<byte> all = arguments.Rest;
        T method = T.Read(ref arguments);
        return arguments.IsBroken ? throw Erlang.Undecodable(all) : method;
    }

    private void Answer<T>(bool noWait, in T method)
        where T : IAmqpMethod<T>
    {
        if (!noWait)
        {
            connection.Out.Open().Method(number, method);
        }
    }

    private void Answer(bool noWait, uint method)
    {
        if (!noWait)
        {
            connection.Out.Open().Method(number, method);
        }
    }
}
