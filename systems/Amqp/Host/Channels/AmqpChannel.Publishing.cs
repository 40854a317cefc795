using System.Globalization;
using System.Text.Unicode;
using Millrace.Amqp.Host.Exchanges;
using Millrace.Amqp.Host.Messages;
using Millrace.Amqp.Host.Queues;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Channels;

/// <content>A message comes in three kinds of frames; then it is routed.</content>
internal sealed partial class AmqpChannel
{
    // A header may promise any size: room is made as the bytes come.
    private const int FirstRoom = 128 * 1024;

    // Two short strings at their longest.
    private const int LongestAddress = 512;

    private Expected _expected;
    private byte[] _address = [];
    private int _addressSize;
    private bool _isMandatory;
    private Message? _message;
    private int _received;

    private enum Expected : byte
    {
        Method,
        Header,
        Body,
    }

    private void TakePublish(ref AmqpReader arguments)
    {
        ReadOnlySpan<byte> all = arguments.Rest;
        arguments.Bits16();
        ReadOnlySpan<byte> from = arguments.Rest;
        bool isText = Utf8.IsValid(arguments.ShortStringBytes());
        isText &= Utf8.IsValid(arguments.ShortStringBytes());
        int size = from.Length - arguments.Rest.Length;
        byte bits = arguments.Octet();
        if (arguments.IsBroken || !isText)
        {
            throw Erlang.Undecodable(all);
        }

        if ((bits & 2) != 0)
        {
            throw BrokerRefusal.NotImplemented("immediate=true");
        }

        if (_address.Length < size)
        {
            _address = new byte[size <= 64 ? 64 : LongestAddress];
        }

        from[..size].CopyTo(_address);
        _addressSize = size;
        _isMandatory = (bits & 1) != 0;
        _expected = Expected.Header;
    }

    private void TakeContent(Frame frame)
    {
        switch (_expected, frame.Kind)
        {
            case (Expected.Header, FrameKind.Header):
                TakeHeader(frame.Payload);
                break;
            case (Expected.Body, FrameKind.Body):
                TakeBody(frame.Payload);
                break;
            default:
                throw new BrokerRefusal(ReplyCode.UnexpectedFrame, _expected switch
                {
                    Expected.Header => "expected content header for class 60, got non content header frame instead",
                    Expected.Body => "expected content body, got non content body frame instead",
                    _ => "expected method frame, got non method frame instead",
                });
        }
    }

    private void TakeHeader(ReadOnlySpan<byte> payload)
    {
        if (!ContentHeader.TryRead(payload, out ContentHeader header))
        {
            throw new BrokerRefusal(ReplyCode.SyntaxError, "a content header cannot be read");
        }

        if (header.ClassId != ContentHeader.BasicClass)
        {
            throw new BrokerRefusal(ReplyCode.UnexpectedFrame, $"expected content header for class 60, got one for class {header.ClassId} instead");
        }

        if (header.BodySize > (ulong)_core.Options.MaxMessageBytes)
        {
            _expected = Expected.Method;
            throw BrokerRefusal.Precondition($"message size {header.BodySize} is larger than configured max size {_core.Options.MaxMessageBytes}");
        }

        // What cannot be read must not be passed on: it would end whoever consumes it, one after another.
        if (!BasicProperties.AreWhole(header.Properties))
        {
            throw new BrokerRefusal(ReplyCode.SyntaxError, "the properties of a message cannot be read");
        }

        int body = (int)header.BodySize;
        int start = _addressSize + payload.Length;
        Message message = _core.Messages.Rent(start + Math.Min(body, FirstRoom));
        (message.AddressSize, message.HeaderSize, message.BodySize) = (_addressSize, payload.Length, body);
        _address.AsSpan(0, _addressSize).CopyTo(message.Data);
        payload.CopyTo(message.Data.AsSpan(_addressSize));
        _message = message;
        _received = 0;
        _expected = Expected.Body;
        connection.NotePart(message.Cost);
        if (body == 0)
        {
            Complete();
        }
        else
        {
            BlockIfShort();
        }
    }

    private void TakeBody(ReadOnlySpan<byte> payload)
    {
        Message message = _message!;
        if (payload.Length > message.BodySize - _received)
        {
            throw new BrokerRefusal(ReplyCode.FrameError, $"body frames carry more than the {message.BodySize} bytes that the content header said");
        }

        int at = message.BodyStart + _received;
        if (message.Data.Length < at + payload.Length)
        {
            int before = message.Cost;
            _core.Messages.Grow(message, (int)Math.Min(message.BodyStart + (long)message.BodySize, Math.Max(2L * message.Data.Length, at + payload.Length)));
            connection.NotePart(message.Cost - before);
        }

        payload.CopyTo(message.Data.AsSpan(at));
        _received += payload.Length;
        if (_received == message.BodySize)
        {
            Complete();
        }
        else
        {
            BlockIfShort();
        }
    }

    private void Complete()
    {
        Message message = _message!;
        _message = null;
        _expected = Expected.Method;
        connection.NotePart(-message.Cost);
        try
        {
            Route(message);
        }
        finally
        {
            _core.Messages.Release(message);
        }

        _core.DeadLetters.Send();
        BlockIfShort();
    }

    // Asked while a message grows as well: it takes its memory before it is whole.
    private void BlockIfShort()
    {
        if (_core.IsBlocked || _core.Messages.Bytes > _core.Options.MemoryLimit)
        {
            _core.CheckMemory();
            if (_core.IsBlocked)
            {
                connection.Block();
            }
        }
    }

    private void Route(Message message)
    {
        PropertyKinds kinds = message.Kinds;
        if ((kinds & (PropertyKinds.Expiration | PropertyKinds.UserId | PropertyKinds.Headers)) != 0)
        {
            Check(message);
        }
        else if ((kinds & PropertyKinds.DeliveryMode) != 0)
        {
            CheckMode(message.DeliveryMode);
        }

        _core.Counters.Published++;
        _core.Counters.PublishedBytes += message.BodySize;
        Route route = Host.Find(message) ?? throw NoExchange(message);
        bool isTaken = true;
        foreach (MessageQueue queue in route.Queues)
        {
            isTaken &= queue.Publish(message);
        }

        if (route.Queues.Length == 0)
        {
            GiveBack(message);
        }

        if (_confirms)
        {
            Confirm(isTaken);
        }
    }

    private BrokerRefusal NoExchange(Message message)
    {
        message.ReadAddress(out string exchange, out _);
        return BrokerRefusal.NotFound("exchange", exchange, Host.Name);
    }

    private void Check(Message message)
    {
        BasicProperties properties = message.ReadProperties() ?? throw new BrokerRefusal(ReplyCode.SyntaxError, "the properties of a message cannot be read");
        if (properties.UserId is { } user && user != connection.User)
        {
            throw BrokerRefusal.Precondition($"user_id property set to '{user}' but authenticated user was '{connection.User}'");
        }

        CheckMode(properties.DeliveryMode ?? 1);
        if (properties.Expiration is { } expiration)
        {
            message.TimeToLive = long.TryParse(expiration, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long milliseconds) && milliseconds >= 0
                ? milliseconds
                : throw BrokerRefusal.Precondition($"invalid expiration '{expiration}': {(milliseconds < 0 ? $"{{value_negative,{milliseconds}}}" : "no_integer")}");
        }

        if (properties.Headers is { } headers)
        {
            foreach (string field in (ReadOnlySpan<string>)["CC", "BCC"])
            {
                if (headers.TryGet(field, out object? value) && value is not List<object?>)
                {
                    throw BrokerRefusal.Precondition($"invalid message: {{unacceptable_type_in_header,\"{field}\",{FieldText.TypeOf(value)}}}");
                }
            }
        }
    }

    private static void CheckMode(byte mode)
    {
        if (mode is not (1 or 2))
        {
            throw BrokerRefusal.Precondition($"invalid message: {{delivery_mode_unknown,{mode}}}");
        }
    }

    // The return comes before the confirm, so that a publisher which sees the confirm knows.
    private void GiveBack(Message message)
    {
        _core.Counters.Unroutable++;
        if (!_isMandatory)
        {
            return;
        }

        _core.Counters.Returned++;
        AmqpWriter writer = connection.Out.Open();
        int start = writer.Begin(FrameKind.Method, number);
        writer.Bits32(AmqpMethod.BasicReturn);
        writer.Bits16(ReplyCode.NoRoute);
        writer.ShortString("NO_ROUTE");
        writer.Raw(message.Address);
        writer.End(start);
        ContentOut.Write(connection, number, message);
    }

    private void DropContent()
    {
        if (_message is { } message)
        {
            connection.NotePart(-message.Cost);
            _core.Messages.Release(message);
            _message = null;
        }

        _expected = Expected.Method;
    }
}
