using System.Text.Json;

namespace Millrace.Live.Host.Signals;

/// <summary>State that outlives the server's process.</summary>
internal interface IKept
{
    /// <summary>Its name; unique within its page once that has given it its place.</summary>
    string Name { get; set; }

    /// <summary>The value as JSON.</summary>
    /// <exception cref="NotSupportedException">System.Text.Json cannot write the type.</exception>
    JsonElement Save();

    /// <summary>Takes a value back, in the page's turn. False where the JSON does not fit the type: the value stays as it is.</summary>
    bool Restore(JsonElement kept);
}
