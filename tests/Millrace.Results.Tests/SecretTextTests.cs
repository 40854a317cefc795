using Xunit;

namespace Millrace.Results.Tests;

public sealed class SecretTextTests
{
    [Theory]
    [InlineData("Authorization: Bearer abc def", "Authorization: ***")]
    [InlineData("headers=Accept: a | authorization:Basic eDp5 | X-A: 1", "headers=Accept: a | authorization:*** | X-A: 1")]
    [InlineData("Proxy-Authorization: x\nHost: y", "Proxy-Authorization: ***\nHost: y")]
    [InlineData("X-Api-Key: 1|Cookie: a=b; c=d|X-Session-Token: t", "X-Api-Key: ***|Cookie: ***|X-Session-Token: ***")]
    [InlineData("--set=headers=Set-Cookie: a", "--set=headers=Set-Cookie: ***")]
    [InlineData("Authorization: ***", "Authorization: ***")]
    public void Values_of_secret_fields_are_hidden(string text, string hidden) => Assert.Equal(hidden, SecretText.Hide(text));

    [Theory]
    [InlineData("Accept: text/html | X-Tenant: 7")]
    [InlineData("tcp://token:7070")]
    [InlineData("http://127.0.0.1:8080/key:1")]
    [InlineData("latency(20ms)@3s..6s")]
    [InlineData("monkey: business")]
    public void All_else_stays_as_it_is(string text) => Assert.Equal(text, SecretText.Hide(text));
}
