using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Serving;

/// <summary>Fails in its rendering once its button is clicked.</summary>
internal sealed class RenderFails : Component
{
    private readonly Signal<bool> _fails = new(false);

    protected override Node Render() => _fails.Value ? throw new InvalidOperationException("secret of render") : Div(Button(OnClick(() => _fails.Value = true), "fail"));
}

/// <summary>Fails in its first rendering.</summary>
internal sealed class FirstRenderFails : Component
{
    protected override Node Render() => throw new InvalidOperationException("secret of the first render");
}

/// <summary>Fails in a handler.</summary>
internal sealed class HandlerFails : Component
{
    protected override Node Render() => Div(Button(OnClick((Action)(() => throw new InvalidOperationException("secret of handler"))), "fail"));
}

/// <summary>Fails in an effect once its button is clicked.</summary>
internal sealed class EffectFails : Component
{
    private readonly Signal<int> _count = new(0);

    protected override Node Render() => Div(Button(OnClick(() => _count.Value++), "fail"));

    protected override void OnMounted() => _ = new Effect(() =>
    {
        if (_count.Value > 0)
        {
            throw new InvalidOperationException("secret of effect");
        }
    });
}

/// <summary>Never comes to rest once its button is clicked.</summary>
internal sealed class NeverRests : Component
{
    private readonly Signal<int> _count = new(0);
    private readonly Signal<bool> _runs = new(false);

    protected override Node Render() => Div(Button(OnClick(() => _runs.Value = true), "run"), Output(_count));

    protected override void OnMounted() => _ = new Effect(() =>
    {
        if (_runs.Value)
        {
            _count.Value = _count.Value + 1;
        }
    });
}

/// <summary>Grows by a few hundred kilobytes for each click.</summary>
internal sealed class Grows : Component
{
    private readonly Signal<int> _count = new(1);

    protected override Node Render() => Div(Button(OnClick(() => _count.Value += 2_000), "grow"), Ul(Each(() => Enumerable.Range(0, _count.Value), i => i, i => Li($"Item {i}"))));
}
