using Millrace.Speech.Load.Clients;

namespace Millrace.Speech.Tests.Load;

public sealed class UserMixTests
{
    [Fact]
    public void Without_a_word_a_third_of_the_users_is_of_each_kind_in_turn() =>
        Assert.Equal([UserKind.WebSocketOnly, UserKind.RestOnly, UserKind.Transcription, UserKind.WebSocketOnly], Dealt(UserMix.Default, 4));

    [Theory]
    [InlineData("websocket=70,rest=30", 10, nameof(UserKind.RestOnly), 3)]
    [InlineData("websocket=3,rest=2,health=1,mixed=4", 100, nameof(UserKind.Health), 10)]
    [InlineData("health=1", 5, nameof(UserKind.Health), 5)]
    [InlineData("websocket=1,rest=0", 5, nameof(UserKind.RestOnly), 0)]
    public void Users_come_in_the_shares_that_the_weights_say(string weights, int users, string kind, int count) =>
        Assert.Equal(count, Dealt(weights, users).Count(each => each.ToString() == kind));

    [Theory]
    [InlineData("webs=1", "'webs=1' is no weight")]
    [InlineData("rest", "'rest' is no weight")]
    [InlineData("rest=-1", "the weight of rest is '-1'")]
    [InlineData("rest=1.5", "the weight of rest is '1.5'")]
    [InlineData("rest=1001", "0 to 1,000")]
    [InlineData("rest=0,websocket=0", "all weights are 0")]
    [InlineData("", "all weights are 0")]
    public void What_is_no_mix_is_refused_with_what_it_would_be(string weights, string problem)
    {
        Assert.False(UserMix.TryParse(weights, out _, out string said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    private static UserKind[] Dealt(string weights, int users)
    {
        Assert.True(UserMix.TryParse(weights, out UserMix mix, out string problem), problem);
        return [.. Enumerable.Range(0, users).Select(mix.At)];
    }
}
