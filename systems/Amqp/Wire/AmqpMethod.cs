namespace Millrace.Amqp.Wire;

/// <summary>The methods of AMQP 0-9-1 and of RabbitMQ's extensions: class id in the upper half, method id in the lower, as the first four bytes of a method frame's payload have it.</summary>
public static class AmqpMethod
{
    /// <summary>connection.start</summary>
    public const uint ConnectionStart = (10 << 16) | 10;

    /// <summary>connection.start-ok</summary>
    public const uint ConnectionStartOk = (10 << 16) | 11;

    /// <summary>connection.secure</summary>
    public const uint ConnectionSecure = (10 << 16) | 20;

    /// <summary>connection.secure-ok</summary>
    public const uint ConnectionSecureOk = (10 << 16) | 21;

    /// <summary>connection.tune</summary>
    public const uint ConnectionTune = (10 << 16) | 30;

    /// <summary>connection.tune-ok</summary>
    public const uint ConnectionTuneOk = (10 << 16) | 31;

    /// <summary>connection.open</summary>
    public const uint ConnectionOpen = (10 << 16) | 40;

    /// <summary>connection.open-ok</summary>
    public const uint ConnectionOpenOk = (10 << 16) | 41;

    /// <summary>connection.close</summary>
    public const uint ConnectionClose = (10 << 16) | 50;

    /// <summary>connection.close-ok</summary>
    public const uint ConnectionCloseOk = (10 << 16) | 51;

    /// <summary>connection.blocked</summary>
    public const uint ConnectionBlocked = (10 << 16) | 60;

    /// <summary>connection.unblocked</summary>
    public const uint ConnectionUnblocked = (10 << 16) | 61;

    /// <summary>connection.update-secret</summary>
    public const uint ConnectionUpdateSecret = (10 << 16) | 70;

    /// <summary>connection.update-secret-ok</summary>
    public const uint ConnectionUpdateSecretOk = (10 << 16) | 71;

    /// <summary>channel.open</summary>
    public const uint ChannelOpen = (20 << 16) | 10;

    /// <summary>channel.open-ok</summary>
    public const uint ChannelOpenOk = (20 << 16) | 11;

    /// <summary>channel.flow</summary>
    public const uint ChannelFlow = (20 << 16) | 20;

    /// <summary>channel.flow-ok</summary>
    public const uint ChannelFlowOk = (20 << 16) | 21;

    /// <summary>channel.close</summary>
    public const uint ChannelClose = (20 << 16) | 40;

    /// <summary>channel.close-ok</summary>
    public const uint ChannelCloseOk = (20 << 16) | 41;

    /// <summary>access.request</summary>
    public const uint AccessRequest = (30 << 16) | 10;

    /// <summary>access.request-ok</summary>
    public const uint AccessRequestOk = (30 << 16) | 11;

    /// <summary>exchange.declare</summary>
    public const uint ExchangeDeclare = (40 << 16) | 10;

    /// <summary>exchange.declare-ok</summary>
    public const uint ExchangeDeclareOk = (40 << 16) | 11;

    /// <summary>exchange.delete</summary>
    public const uint ExchangeDelete = (40 << 16) | 20;

    /// <summary>exchange.delete-ok</summary>
    public const uint ExchangeDeleteOk = (40 << 16) | 21;

    /// <summary>exchange.bind</summary>
    public const uint ExchangeBind = (40 << 16) | 30;

    /// <summary>exchange.bind-ok</summary>
    public const uint ExchangeBindOk = (40 << 16) | 31;

    /// <summary>exchange.unbind</summary>
    public const uint ExchangeUnbind = (40 << 16) | 40;

    /// <summary>exchange.unbind-ok</summary>
    public const uint ExchangeUnbindOk = (40 << 16) | 51;

    /// <summary>queue.declare</summary>
    public const uint QueueDeclare = (50 << 16) | 10;

    /// <summary>queue.declare-ok</summary>
    public const uint QueueDeclareOk = (50 << 16) | 11;

    /// <summary>queue.bind</summary>
    public const uint QueueBind = (50 << 16) | 20;

    /// <summary>queue.bind-ok</summary>
    public const uint QueueBindOk = (50 << 16) | 21;

    /// <summary>queue.purge</summary>
    public const uint QueuePurge = (50 << 16) | 30;

    /// <summary>queue.purge-ok</summary>
    public const uint QueuePurgeOk = (50 << 16) | 31;

    /// <summary>queue.delete</summary>
    public const uint QueueDelete = (50 << 16) | 40;

    /// <summary>queue.delete-ok</summary>
    public const uint QueueDeleteOk = (50 << 16) | 41;

    /// <summary>queue.unbind</summary>
    public const uint QueueUnbind = (50 << 16) | 50;

    /// <summary>queue.unbind-ok</summary>
    public const uint QueueUnbindOk = (50 << 16) | 51;

    /// <summary>basic.qos</summary>
    public const uint BasicQos = (60 << 16) | 10;

    /// <summary>basic.qos-ok</summary>
    public const uint BasicQosOk = (60 << 16) | 11;

    /// <summary>basic.consume</summary>
    public const uint BasicConsume = (60 << 16) | 20;

    /// <summary>basic.consume-ok</summary>
    public const uint BasicConsumeOk = (60 << 16) | 21;

    /// <summary>basic.cancel</summary>
    public const uint BasicCancel = (60 << 16) | 30;

    /// <summary>basic.cancel-ok</summary>
    public const uint BasicCancelOk = (60 << 16) | 31;

    /// <summary>basic.publish</summary>
    public const uint BasicPublish = (60 << 16) | 40;

    /// <summary>basic.return</summary>
    public const uint BasicReturn = (60 << 16) | 50;

    /// <summary>basic.deliver</summary>
    public const uint BasicDeliver = (60 << 16) | 60;

    /// <summary>basic.get</summary>
    public const uint BasicGet = (60 << 16) | 70;

    /// <summary>basic.get-ok</summary>
    public const uint BasicGetOk = (60 << 16) | 71;

    /// <summary>basic.get-empty</summary>
    public const uint BasicGetEmpty = (60 << 16) | 72;

    /// <summary>basic.ack</summary>
    public const uint BasicAck = (60 << 16) | 80;

    /// <summary>basic.reject</summary>
    public const uint BasicReject = (60 << 16) | 90;

    /// <summary>basic.recover-async</summary>
    public const uint BasicRecoverAsync = (60 << 16) | 100;

    /// <summary>basic.recover</summary>
    public const uint BasicRecover = (60 << 16) | 110;

    /// <summary>basic.recover-ok</summary>
    public const uint BasicRecoverOk = (60 << 16) | 111;

    /// <summary>basic.nack</summary>
    public const uint BasicNack = (60 << 16) | 120;

    /// <summary>confirm.select</summary>
    public const uint ConfirmSelect = (85 << 16) | 10;

    /// <summary>confirm.select-ok</summary>
    public const uint ConfirmSelectOk = (85 << 16) | 11;

    /// <summary>tx.select</summary>
    public const uint TxSelect = (90 << 16) | 10;

    /// <summary>tx.select-ok</summary>
    public const uint TxSelectOk = (90 << 16) | 11;

    /// <summary>tx.commit</summary>
    public const uint TxCommit = (90 << 16) | 20;

    /// <summary>tx.commit-ok</summary>
    public const uint TxCommitOk = (90 << 16) | 21;

    /// <summary>tx.rollback</summary>
    public const uint TxRollback = (90 << 16) | 30;

    /// <summary>tx.rollback-ok</summary>
    public const uint TxRollbackOk = (90 << 16) | 31;

    /// <summary>The class id of a method.</summary>
    public static ushort ClassOf(uint method) => (ushort)(method >> 16);

    /// <summary>The id of a method in its class.</summary>
    public static ushort IdOf(uint method) => (ushort)method;

    /// <summary>What the specification calls a method, such as <c>basic.publish</c>; null for one that is not known.</summary>
    public static string? NameOf(uint method) => method switch
    {
        ConnectionStart => "connection.start",
        ConnectionStartOk => "connection.start_ok",
        ConnectionSecure => "connection.secure",
        ConnectionSecureOk => "connection.secure_ok",
        ConnectionTune => "connection.tune",
        ConnectionTuneOk => "connection.tune_ok",
        ConnectionOpen => "connection.open",
        ConnectionOpenOk => "connection.open_ok",
        ConnectionClose => "connection.close",
        ConnectionCloseOk => "connection.close_ok",
        ConnectionBlocked => "connection.blocked",
        ConnectionUnblocked => "connection.unblocked",
        ConnectionUpdateSecret => "connection.update_secret",
        ConnectionUpdateSecretOk => "connection.update_secret_ok",
        ChannelOpen => "channel.open",
        ChannelOpenOk => "channel.open_ok",
        ChannelFlow => "channel.flow",
        ChannelFlowOk => "channel.flow_ok",
        ChannelClose => "channel.close",
        ChannelCloseOk => "channel.close_ok",
        AccessRequest => "access.request",
        AccessRequestOk => "access.request_ok",
        ExchangeDeclare => "exchange.declare",
        ExchangeDeclareOk => "exchange.declare_ok",
        ExchangeDelete => "exchange.delete",
        ExchangeDeleteOk => "exchange.delete_ok",
        ExchangeBind => "exchange.bind",
        ExchangeBindOk => "exchange.bind_ok",
        ExchangeUnbind => "exchange.unbind",
        ExchangeUnbindOk => "exchange.unbind_ok",
        QueueDeclare => "queue.declare",
        QueueDeclareOk => "queue.declare_ok",
        QueueBind => "queue.bind",
        QueueBindOk => "queue.bind_ok",
        QueuePurge => "queue.purge",
        QueuePurgeOk => "queue.purge_ok",
        QueueDelete => "queue.delete",
        QueueDeleteOk => "queue.delete_ok",
        QueueUnbind => "queue.unbind",
        QueueUnbindOk => "queue.unbind_ok",
        BasicQos => "basic.qos",
        BasicQosOk => "basic.qos_ok",
        BasicConsume => "basic.consume",
        BasicConsumeOk => "basic.consume_ok",
        BasicCancel => "basic.cancel",
        BasicCancelOk => "basic.cancel_ok",
        BasicPublish => "basic.publish",
        BasicReturn => "basic.return",
        BasicDeliver => "basic.deliver",
        BasicGet => "basic.get",
        BasicGetOk => "basic.get_ok",
        BasicGetEmpty => "basic.get_empty",
        BasicAck => "basic.ack",
        BasicReject => "basic.reject",
        BasicRecoverAsync => "basic.recover_async",
        BasicRecover => "basic.recover",
        BasicRecoverOk => "basic.recover_ok",
        BasicNack => "basic.nack",
        ConfirmSelect => "confirm.select",
        ConfirmSelectOk => "confirm.select_ok",
        TxSelect => "tx.select",
        TxSelectOk => "tx.select_ok",
        TxCommit => "tx.commit",
        TxCommitOk => "tx.commit_ok",
        TxRollback => "tx.rollback",
        TxRollbackOk => "tx.rollback_ok",
        _ => null,
    };
}
