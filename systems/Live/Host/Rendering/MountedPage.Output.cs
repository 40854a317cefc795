using System.Buffers;
using System.Text.Json;
using Millrace.Live.Host.Signals;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Rendering;

/// <content>The page whole, and what of it is kept.</content>
internal sealed partial class MountedPage : IKeeper
{
    private List<IKept>? _kept;
    private IDictionary<string, JsonElement>? _restored;

    /// <summary>Called in a turn when a kept signal has been written; cheap, once a write.</summary>
    internal Action? KeptChanged { get; set; }

    /// <summary>Writes what stands in the root as served.</summary>
    internal void WriteHtml(IBufferWriter<byte> html)
    {
        ArgumentNullException.ThrowIfNull(html);
        var writer = new HtmlWriter(html);
        _root.Content?.WriteHtml(ref writer, this);
        ForgetTitle();
    }

    /// <summary>Writes the page as a document frame, from <see cref="DocumentWriter.Begin"/> on; the caller ends it. What was asked of the browser beside its tree and is in the document is asked no more.</summary>
    internal void WriteDocument(DocumentWriter document, uint sequence, uint lastEvent)
    {
        ArgumentNullException.ThrowIfNull(document);
        document.Begin(sequence, lastEvent, Context.Title, Context.Url.Peek(), RootCount);
        _root.Content?.WriteTree(document, this);
        ForgetTitle();
    }

    // It is in the page as served, and in a document.
    private void ForgetTitle()
    {
        _requests?.RemoveAll(request => request.Kind is PageRequestKind.Title);
        if (_requests is { Count: 0 })
        {
            _requests = null;
        }
    }

    /// <summary>Adds the values of kept signals.</summary>
    internal void Keep(IDictionary<string, JsonElement> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        foreach (IKept signal in _kept ?? [])
        {
            try
            {
                kept[signal.Name] = signal.Save();
            }
            catch (Exception error) when (error is NotSupportedException or JsonException or InvalidOperationException)
            {
                Report(new PageFailure(error, FailurePlace.Handler, ComponentOf(_root.Content)));
            }
        }
    }

    /// <summary>Gives values back that were kept; before <see cref="Mount(Func{Component})"/>.</summary>
    internal void Restore(IDictionary<string, JsonElement> kept) => _restored = kept;

    /// <summary>Makes a signal that is kept, with the value that was kept of it.</summary>
    internal Signal<T> MakeKept<T>(string name, T initial)
    {
        _kept ??= [];
        string unique = name;
        for (int count = 2; _kept.Exists(other => other.Name == unique); count++)
        {
            unique = $"{name}#{count}";
        }

        var signal = new KeptSignal<T>(unique, initial, this);
        if (_restored is not null && _restored.Remove(unique, out JsonElement value))
        {
            signal.Restore(value);
        }

        _kept.Add(signal);
        ReactiveContext.Current.Owner?.Owned.Add(() => _kept.Remove(signal));
        return signal;
    }

    /// <inheritdoc/>
    void IKeeper.OnKeptChanged(IKept kept) => KeptChanged?.Invoke();
}
