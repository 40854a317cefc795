using Millrace.Amqp.Options;

namespace Millrace.Amqp.Tests.Client.Options;

public sealed class AmqpOptionsTests
{
    [Fact]
    public void Defaults_need_nothing_but_a_broker()
    {
        Assert.Single(new AmqpOptions().Validate());
        Assert.Empty(new AmqpOptions { Brokers = [new Uri("amqp://localhost")] }.Validate());
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var options = new AmqpOptions
        {
            Brokers = [new Uri("http://u:secret@localhost"), new Uri("amqp://localhost/a/b")],
            Name = "",
            Links = new LinkOptions { FastDelay = TimeSpan.FromSeconds(1), Heartbeat = TimeSpan.FromMilliseconds(1500), Jitter = double.NaN, ProbeTimeout = TimeSpan.Zero },
            Publishing = new PublisherOptions { Channels = 0 },
        };
        IReadOnlyList<string> errors = options.Validate();
        Assert.Equal(8, errors.Count);
        Assert.DoesNotContain(errors, error => error.Contains("secret", StringComparison.Ordinal));
        Assert.Contains("Links.FastDelay is 1 s; it must be between 0.001 and 0.1 s.", errors);
    }

    [Theory]
    [InlineData("amqp://localhost", "amqp://localhost:5672", "guest", "guest", "/")]
    [InlineData("amqp://localhost/", "amqp://localhost:5672", "guest", "guest", "/")]
    [InlineData("amqps://me:p%40ss@broker:99/%2f", "amqps://broker:99", "me", "p@ss", "/")]
    [InlineData("amqps://me@broker/orders", "amqps://broker:5671", "me", "", "orders")]
    [InlineData("amqp://[::1]:7/a%2fb", "amqp://[::1]:7", "guest", "guest", "a/b")]
    public void An_address_is_taken_apart(string uri, string where, string user, string password, string virtualHost)
    {
        Assert.Null(BrokerAddress.Fault(new Uri(uri)));
        BrokerAddress address = BrokerAddress.Parse(new Uri(uri));
        Assert.Equal((where, user, password, virtualHost), (address.Where, address.User, address.Password, address.VirtualHost));
    }

    [Fact]
    public void No_password_is_printed()
    {
        var options = new AmqpOptions { Brokers = [new Uri("amqp://me:hush@localhost/"), new Uri("amqp://you:sh:sh@[::1]:3/")] };
        Assert.DoesNotContain("sh", options.ToString().Replace("Name", "", StringComparison.Ordinal).Replace(options.Name, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("amqp://me:***@localhost/", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", BrokerAddress.Parse(options.Brokers[0]).ToString(), StringComparison.Ordinal);
    }
}
