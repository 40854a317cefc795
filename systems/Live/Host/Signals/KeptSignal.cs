using System.Text.Json;

namespace Millrace.Live.Host.Signals;

/// <summary>A signal whose value is kept when the server starts again. Its type must be one that System.Text.Json can write and read.</summary>
internal sealed class KeptSignal<T>(string name, T initial, IKeeper? keeper = null) : Signal<T>(initial), IKept
{
    public string Name { get; set; } = name;

    public JsonElement Save() => JsonSerializer.SerializeToElement(Peek(), JsonSerializerOptions.Web);

    public bool Restore(JsonElement kept)
    {
        try
        {
            Set(kept.Deserialize<T>(JsonSerializerOptions.Web)!);
            return true;
        }
        catch (Exception)
        {
            // Written by an earlier version of the page, whose signal held something else, or its type's own converter or constructor has thrown: the page begins with its own value.
            return false;
        }
    }

    public override string ToString() => $"Kept(\"{Name}\")";

    private protected override void OnStored() => keeper?.OnKeptChanged(this);
}
