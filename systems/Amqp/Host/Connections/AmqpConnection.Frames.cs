using Millrace.Amqp.Host.Channels;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;

namespace Millrace.Amqp.Host.Connections;

/// <content>Frames, one after another, and who gets them.</content>
internal sealed partial class AmqpConnection
{
    // It does not throw what a client can cause.
    private void Take(Frame frame)
    {
        uint method = 0;
        try
        {
            if (frame.Kind == FrameKind.Heartbeat && frame.Channel == 0)
            {
                return; // Any byte is a sign of life, and it was noted where it was received.
            }

            if (frame.Kind == FrameKind.Method)
            {
                method = new AmqpReader(frame.Payload).Bits32();
            }

            if (frame.Channel == 0)
            {
                TakeOwn(frame);
                return;
            }

            if (Stage == ConnectionStage.Closing)
            {
                return;
            }

            if (frame.Kind == FrameKind.Heartbeat)
            {
                throw Erlang.Unexpected(frame);
            }

            if (Stage != ConnectionStage.Running)
            {
                throw new BrokerRefusal(ReplyCode.CommandInvalid, $"a frame of channel {frame.Channel} came before the connection was open");
            }

            TakeForChannel(frame);
        }
        catch (BrokerRefusal refusal)
        {
            Fail(refusal, method);
        }
    }

    private void TakeOwn(Frame frame)
    {
        if (frame.Kind != FrameKind.Method)
        {
            if (Stage != ConnectionStage.Closing)
            {
                throw Erlang.Unexpected(frame);
            }

            return;
        }

        AmqpReader arguments = new(frame.Payload);
        uint method = arguments.Bits32();
        switch (Stage)
        {
            case ConnectionStage.Closing:
                if (method == AmqpMethod.ConnectionCloseOk)
                {
                    Linger();
                }
                else if (method == AmqpMethod.ConnectionClose)
                {
                    AnswerClose(); // Both sides closed at once.
                }

                break;
            case ConnectionStage.Running:
                TakeRunning(method, ref arguments);
                break;
            default:
                TakeOpening(method, ref arguments);
                break;
        }
    }

    private void TakeRunning(uint method, ref AmqpReader arguments)
    {
        switch (method)
        {
            case AmqpMethod.ConnectionClose:
                ConnectionClose close = ConnectionClose.Read(ref arguments);
                _why = close.Code == ReplyCode.Success ? "it said goodbye." : $"it said goodbye with {close.Code}: {close.Text}";
                AnswerClose();
                break;
            case AmqpMethod.ConnectionCloseOk:
                break;
            default:
                throw new BrokerRefusal(ReplyCode.ChannelError, "unexpected method in connection state running");
        }
    }

    private void AnswerClose()
    {
        ReleaseAll();
        _out!.Open().Method(0, AmqpMethod.ConnectionCloseOk);
        if (Host is null)
        {
            _why = "the client closed it during the opening.";
        }

        Linger();
    }

    private void TakeForChannel(Frame frame)
    {
        int number = frame.Channel;
        AmqpChannel? channel = number < _channels.Length ? _channels[number] : null;
        if (channel is not null)
        {
            channel.Take(frame);
            return;
        }

        AmqpReader arguments = new(frame.Payload);
        uint method = frame.Kind == FrameKind.Method ? arguments.Bits32() : 0;
        if (method == AmqpMethod.ChannelOpen)
        {
            OpenChannel(number);
        }
        else if (method is not (AmqpMethod.ChannelCloseOk or AmqpMethod.ChannelClose))
        {
            throw new BrokerRefusal(ReplyCode.ChannelError, "expected 'channel.open'");
        }
        else if (method == AmqpMethod.ChannelClose)
        {
            // Its close crossed ours, which it has answered already: it only wants an answer of its own.
            _out!.Open().Method((ushort)number, AmqpMethod.ChannelCloseOk);
        }
    }

    private void OpenChannel(int number)
    {
        if (number > ChannelMax || _channelCount >= ChannelMax)
        {
            throw new BrokerRefusal(ReplyCode.NotAllowed, $"number of channels opened ({_channelCount}) has reached the negotiated channel_max ({ChannelMax})");
        }

        if (number >= _channels.Length)
        {
            Array.Resize(ref _channels, Math.Max(_channels.Length * 2, number + 1));
        }

        _channels[number] = new AmqpChannel(this, (ushort)number);
        _channelCount++;
        _core.Counters.ChannelsOpened++;
        _out!.Open().Method((ushort)number, new ChannelOpenOk());
    }

    /// <summary>A channel is done; its number may be used again.</summary>
    public void Forget(AmqpChannel channel)
    {
        if (_channels[channel.Number] == channel)
        {
            _channels[channel.Number] = null;
            _channelCount--;
        }
    }

    /// <summary>Ends a channel or the connection, whichever the code is about.</summary>
    public void Fail(BrokerRefusal refusal, uint method)
    {
        _core.Counters.ConnectionErrors++;
        AmqpLog.ConnectionError(_core.Log, Remote, Name, refusal.Code, refusal.Text);
        Close(refusal.Code, refusal.Text, method);
    }

    private void Refuse(FrameStatus status)
    {
        ReadOnlySpan<byte> bytes = _intake!.Unread;
        _isOutOfStep = true; // Where the next frame begins nobody knows.
        if (Stage == ConnectionStage.Closing)
        {
            return;
        }

        Fail(Erlang.BadFrame(status, bytes, FrameMax), 0);
    }
}
