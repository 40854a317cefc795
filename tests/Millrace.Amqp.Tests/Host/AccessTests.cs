using Millrace.Amqp.Host;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Tests.Host;

public sealed class AccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static BrokerOptions WithUser => new() { Users = [new BrokerUser("app", "secret")], VirtualHosts = ["/", "test"] };

    [Fact]
    public async Task A_wrong_password_is_told_without_saying_what_was_wrong()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync(WithUser);
        foreach ((string user, string password) in ((string, string)[])[("app", "wrong"), ("nobody", "secret"), ("nobody", "")])
        {
            ConnectionFactory factory = test.Factory();
            (factory.UserName, factory.Password) = (user, password);
            BrokerUnreachableException e = await Assert.ThrowsAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync(Token));
            AuthenticationFailureException inner = Assert.IsType<AuthenticationFailureException>(e.InnerException);
            Assert.Contains("ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.", inner.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_right_password_opens_each_virtual_host_and_queues_are_apart()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync(WithUser);
        ConnectionFactory factory = test.Factory();
        (factory.UserName, factory.Password) = ("app", "secret");
        await using IConnection one = await factory.CreateConnectionAsync(Token);
        factory.VirtualHost = "test";
        await using IConnection other = await factory.CreateConnectionAsync(Token);
        await using IChannel channel = await one.CreateChannelAsync(cancellationToken: Token);
        await channel.QueueDeclareAsync("only-here", false, false, false, cancellationToken: Token);
        await using IChannel elsewhere = await other.CreateChannelAsync(cancellationToken: Token);
        OperationInterruptedException e = await Assert.ThrowsAsync<OperationInterruptedException>(() => elsewhere.QueueDeclarePassiveAsync("only-here", Token));
        Assert.Equal("NOT_FOUND - no queue 'only-here' in vhost 'test'", e.ShutdownReason!.ReplyText);
    }

    [Fact]
    public async Task A_virtual_host_that_is_not_there_is_a_530()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(test.Address);
        await client.SendAsync(ProtocolHeader.Bytes.ToArray());
        await client.ExpectAsync<ConnectionStart>();
        await client.SendAsync(0, new ConnectionStartOk(FieldTable.Empty, "PLAIN", "\0a\0b"u8.ToArray(), "en_US"));
        await client.ExpectAsync<ConnectionTune>();
        await client.SendAsync(0, new ConnectionTuneOk(0, 0, 0));
        await client.SendAsync(0, new ConnectionOpen("nope"));
        ConnectionClose close = await client.ExpectAsync<ConnectionClose>();
        Assert.Equal((530, "NOT_ALLOWED - vhost nope not found", 10, 40), ((int)close.Code, close.Text, close.ClassId, close.MethodId));
    }

    [Fact]
    public async Task AMQPLAIN_is_understood_too()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync(WithUser);
        using RawClient client = await RawClient.ConnectAsync(test.Address);
        await client.SendAsync(ProtocolHeader.Bytes.ToArray());
        await client.ExpectAsync<ConnectionStart>();
        AmqpWriter table = new();
        table.Table(new FieldTable { { "LOGIN", "app" }, { "PASSWORD", "secret" } });
        await client.SendAsync(0, new ConnectionStartOk(FieldTable.Empty, "AMQPLAIN", table.Written[4..].ToArray(), "en_US"));
        await client.ExpectAsync<ConnectionTune>();
    }

    [Fact]
    public async Task Anybody_may_come_on_loopback_only()
    {
        AmqpBroker broker = AmqpBroker.Create(new BrokerOptions { IsAnonymous = true, Address = System.Net.IPAddress.Any, Port = 0 }, NullLoggerFactory.Instance);
        ServerStartException e = await Assert.ThrowsAsync<ServerStartException>(async () => await broker.StartAsync(Token));
        Assert.Contains("Anybody could log in at 0.0.0.0", e.Message, StringComparison.Ordinal);
        Assert.Contains("There is no user", string.Join(' ', new BrokerOptions().Validate()), StringComparison.Ordinal);
        Assert.Empty(WithUser.Validate());
    }
}
