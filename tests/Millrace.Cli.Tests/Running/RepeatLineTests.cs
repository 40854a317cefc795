using Millrace.Cli.Running;
using Xunit;

namespace Millrace.Cli.Tests.Running;

public sealed class RepeatLineTests
{
    [Theory]
    [InlineData("amqp://me:s3cret@10.0.0.7:5672/orders", "amqp://me:***@10.0.0.7:5672/orders")]
    [InlineData("--target=amqp://me:s3cret@10.0.0.7/", "--target=amqp://me:***@10.0.0.7/")]
    [InlineData("amqp://me:pä$ss'w\"o@r:d/@rabbit/", "amqp://me:***@rabbit/")]
    [InlineData("amqp://me:p/a?s#s@rabbit/", "amqp://me:***@rabbit/")]
    [InlineData("amqp://me@rabbit:5672/", "amqp://me@rabbit:5672/")]
    [InlineData("ws://10.0.0.7:8080/ws", "ws://10.0.0.7:8080/ws")]
    [InlineData("latency(200ms)@5s..10s", "latency(200ms)@5s..10s")]
    public void A_word_loses_the_password_of_an_address(string word, string shown) => Assert.Equal(shown, RepeatLine.WithoutPassword(word));

    [Fact]
    public void A_command_line_is_quoted_without_passwords_and_without_its_folder()
    {
        string line = RepeatLine.Of(["run", "amqp", "--target", "amqp://app:pä ss'w\"o@rd@rabbit/", "--out", "results", "--clients", "5"]);
        Assert.Equal("./millrace run amqp --target 'amqp://app:***@rabbit/' --clients 5", line);
    }
}
