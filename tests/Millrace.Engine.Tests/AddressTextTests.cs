using Xunit;

namespace Millrace.Engine.Tests;

public sealed class AddressTextTests
{
    [Theory]
    [InlineData("amqp://me:s3cret@10.0.0.7:5672/orders", "amqp://me:***@10.0.0.7:5672/orders")]
    [InlineData("amqp://me@10.0.0.7:5672/", "amqp://me@10.0.0.7:5672/")]
    [InlineData("ws://10.0.0.7:8080/ws/", "ws://10.0.0.7:8080/ws/")]
    public void A_password_is_not_shown(string address, string shown) => Assert.Equal(shown, AddressText.Of(new Uri(address)));

    [Fact]
    public void A_command_line_loses_the_password_of_its_target() => Assert.Equal(
        "millrace run amqp --target amqp://me:***@10.0.0.7/ --clients 5",
        AddressText.HideIn("millrace run amqp --target amqp://me:s3cret@10.0.0.7/ --clients 5", new Uri("amqp://me:s3cret@10.0.0.7/")));
}
