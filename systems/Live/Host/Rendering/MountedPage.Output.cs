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

    /// <summary>Makes a signal that is kept. Made with a component it gets its name and its value when that becomes part of the page: most components that a rendering makes only describe one that is there.</summary>
    internal Signal<T> MakeKept<T>(string name, T initial)
    {
        var signal = new KeptSignal<T>(name, initial, this);
        var place = new KeptPlace(this, signal);
        IOwner? owner = ReactiveContext.Current.Owner;
        owner?.Owned.Add(place);
        if (!IsMaking(owner))
        {
            place.Take();
        }

        return signal;
    }

    private void Take(IKept signal)
    {
        _kept ??= [];
        string name = signal.Name;
        for (int count = 2; _kept.Exists(other => other.Name == signal.Name); count++)
        {
            signal.Name = $"{name}#{count}";
        }

        if (_restored is not null && _restored.Remove(signal.Name, out JsonElement value) && !signal.Restore(value))
        {
            Report(new PageFailure(new InvalidOperationException($"What was kept of '{signal.Name}' does not fit it any more; it begins anew."), FailurePlace.Mount, ComponentOf(_root.Content)));
        }

        _kept.Add(signal);
    }

    /// <inheritdoc/>
    void IKeeper.OnKeptChanged(IKept kept) => KeptChanged?.Invoke();

    /// <summary>The place of a kept signal among those of its page.</summary>
    internal sealed class KeptPlace(MountedPage page, IKept signal) : IDisposable
    {
        private bool _isTaken;

        /// <summary>Gives the signal its name and what was kept of it.</summary>
        internal void Take()
        {
            if (!_isTaken)
            {
                _isTaken = true;
                page.Take(signal);
            }
        }

        public void Dispose() => page._kept?.Remove(signal);
    }
}
