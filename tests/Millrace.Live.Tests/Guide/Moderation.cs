using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed class Moderation : Component
{
    private readonly Signal<int> _deleted = new(0);

    protected override Node Render() => Div(
        Button(Disabled(!MayDelete), OnClick(Delete), "Delete all"),
        P("Deleted: ", _deleted));

    private bool MayDelete => Page.User.IsInRole("moderator");

    private void Delete()
    {
        if (MayDelete)
        {
            _deleted.Value++;
        }
    }
}
