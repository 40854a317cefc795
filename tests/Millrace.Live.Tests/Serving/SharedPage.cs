using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Serving;

/// <summary>Shows what all sessions share; its button adds one.</summary>
internal sealed class SharedPage(SharedSignal<int> shared) : Component
{
    protected override Node Render() => Div(Button(OnClick(() => shared.Update(value => value + 1)), "+1"), Output(Text(() => $"{shared.Value}")));
}
