namespace Millrace.Live;

/// <summary>Resources with a source that is told apart from the loader.</summary>
public static class Resource
{
    /// <summary>A resource that is loaded for a key, and again when the key is another one. What the loader reads besides is not tracked.</summary>
    /// <param name="key">Reads signals and makes the key.</param>
    /// <param name="load">Loads the value for a key.</param>
    public static Resource<T> For<TKey, T>(Func<TKey> key, Func<TKey, CancellationToken, Task<T>> load)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(load);
        var source = new Computed<TKey>(key);
        return new Resource<T>(token =>
        {
            TKey value = source.Value;
            return Signal.Untracked(() => load(value, token));
        });
    }
}
