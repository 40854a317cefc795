using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed class Poll
{
    public SharedSignal<int> Votes { get; } = new(0);
}

public sealed class VotesPage(Poll poll) : Component
{
    protected override Node Render() => Main(
        H1("Votes"),
        P(poll.Votes),
        Button(OnClick(() => poll.Votes.Update(votes => votes + 1)), "Vote"));
}
