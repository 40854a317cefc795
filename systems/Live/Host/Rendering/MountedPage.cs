using Millrace.Live.Host.Signals;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Rendering;

/// <summary>
/// One page of one session: its tree, its signals, what runs in it. Has no socket, no clock and no thread: the session calls it, one call at a time. What an author's code throws does not come
/// out of it: a boundary takes it, or it is in <see cref="Failure"/>, and the session ends the page.
/// </summary>
internal sealed partial class MountedPage : ReactionQueue
{
    // The page itself with its root, its context and the signals of that, as measured (bytes).
    private const int OwnSize = 560;

    private readonly RenderBudget _budget;
    private readonly RootNode _root;
    private List<Component>? _mounted;
    private List<PropertyModifier>? _rechecks;
    private List<PageRequest>? _requests;
    private PatchWriter? _patches;
    private Owned _owned;
    private int _mounting;
    private uint _lastId;
    private int _turns;

    internal MountedPage(PageContext context, RenderBudget budget)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(budget);
        _budget = budget;
        _root = new RootNode(this);
        _made = new Maker(this);
        Context = context;
        context.Attach(this);
        Account(OwnSize);
    }

    /// <summary>What authors see of the session.</summary>
    internal PageContext Context { get; }

    /// <summary>Called when the page has something to flush that no call of the session has caused: a shared signal has changed. From any thread.</summary>
    internal Action? Dirtied { get; set; }

    /// <summary>Told of each failure, also of those that a boundary takes; for the log.</summary>
    internal Action<PageFailure>? Reported { get; set; }

    /// <summary>What no boundary took, or the budget that is used up: the page cannot go on.</summary>
    internal PageFailure? Failure { get; private set; }

    /// <summary>The highest id given to a node. A page that takes another's place in a session goes on from there, so that no event under way finds a node of another page.</summary>
    internal uint LastId
    {
        get => _lastId;
        init => _lastId = value;
    }

    /// <summary>Whether there is something to flush.</summary>
    internal bool HasChanges => HasWork || _mounted is not null || _rechecks is not null || _requests is not null;

    /// <summary>How many nodes of the browser's document the root has, for <see cref="DocumentWriter.Begin"/>.</summary>
    internal int RootCount => _root.Content is { } content ? Dom.Count(content) : 0;

    /// <summary>How many nodes the tree has.</summary>
    internal int NodeCount { get; private set; }

    /// <summary>Where what is being changed is written; null before the page was served, outside of a flush, and in what is being made and is written whole afterwards.</summary>
    internal PatchWriter? Patches => _mounting > 0 ? null : _patches;

    /// <summary>Whether changes are being written: what comes now comes to a page that the browser has.</summary>
    internal bool IsFlushing => _patches is not null;

    /// <summary>The elements that listen to events.</summary>
    internal NodeTable Listening { get; } = new();

    /// <summary>Scratch of whoever writes an element; one a thread, since a tree is written in one go.</summary>
    internal static List<KeyValuePair<string, string>> Attributes => t_attributes ??= [];

    [ThreadStatic]
    private static List<KeyValuePair<string, string>>? t_attributes;

    /// <summary>The page in whose turn the calling thread is.</summary>
    internal static MountedPage? Current => ReactiveContext.Current.Scheduler as MountedPage;

    /// <summary>Makes the page. Afterwards it is served whole: <see cref="WriteHtml"/> or <see cref="WriteDocument"/>.</summary>
    internal void Mount(Func<Component> root)
    {
        ArgumentNullException.ThrowIfNull(root);
        using (Enter())
        {
            _turns++;
            try
            {
                using (Own(_root))
                {
                    _root.Content = root() ?? throw new InvalidOperationException("The function that makes the page's component has returned null.");
                }

                Owned made = TakeMade();
                Component component = (Component)_root.Content;
                _root.Content = Mount(_root, component);
                SettleMade(made, ref _owned, _root);
            }
            catch (Exception error)
            {
                _root.Content = null;
                Failed(_root, error, FailurePlace.Mount);
            }
            finally
            {
                _turns--;
            }
        }

        Settle();
    }

    /// <summary>Runs what is dirty, parents first, then effects, until the page rests or its budget is used up, and writes what that changes.</summary>
    /// <returns>How many operations were written.</returns>
    internal int Flush(PatchWriter patches)
    {
        ArgumentNullException.ThrowIfNull(patches);
        int before = patches.OperationCount;
        _patches = patches;
        try
        {
            Settle();
            if (_requests is { } requests)
            {
                _requests = null;
                foreach (PageRequest request in requests)
                {
                    request.Write(patches);
                }
            }
        }
        finally
        {
            _patches = null;
        }

        return patches.OperationCount - before;
    }

    /// <summary>Runs something of the session's in the page's turn: a continuation, posted work. What it throws is a failure of the page.</summary>
    internal void Run(Action work)
    {
        using (Enter())
        {
            _turns++;
            try
            {
                work();
            }
            catch (Exception error)
            {
                Failed(_root, error, FailurePlace.AsyncHandler);
            }
            finally
            {
                _turns--;
            }
        }
    }

    /// <summary>Ends the page: components are unmounted, effects cleaned up, tokens cancelled.</summary>
    internal void Unmount()
    {
        using (Enter())
        {
            _turns++;
            if (_root.Content is { } content)
            {
                _root.Content = null;
                Unmount(content);
            }

            _made.End();
            EndOwned(ref _owned, _root);
            Context.End(this);
            try
            {
                End();
            }
            catch (Exception error)
            {
                Failed(_root, error, FailurePlace.Unmount);
            }

            Clear();
            (_mounted, _rechecks, _requests) = (null, null, null);
            _turns--;
        }
    }

    /// <summary>Asks the browser for something beside its document.</summary>
    internal void Ask(PageRequest request)
    {
        bool wasIdle = !HasChanges;
        (_requests ??= []).Add(request);
        if (wasIdle)
        {
            OnScheduled();
        }
    }

    internal uint NextId() => ++_lastId;

    /// <summary>A component is there; its <c>OnMounted</c> is called when all that is being rendered is there.</summary>
    internal void HasMounted(Component component) => (_mounted ??= []).Add(component);

    /// <summary>The browser shows something else than the server wants.</summary>
    internal void Recheck(PropertyModifier property) => (_rechecks ??= []).Add(property);

    /// <inheritdoc/>
    protected override void OnScheduled()
    {
        if (_turns == 0)
        {
            Dirtied?.Invoke();
        }
    }

    /// <inheritdoc/>
    protected override void OnWoken() => Dirtied?.Invoke();

    private void Settle()
    {
        using (Enter())
        {
            _turns++;
            try
            {
                for (int round = 0; Failure is null && (HasOwnWork || _mounted is not null || _rechecks is not null || round == 0); round++)
                {
                    if (round > _budget.Rounds)
                    {
                        Exhaust(_root, $"The page did not come to rest within {_budget.Rounds} rounds: an OnMounted makes components again and again.");
                        break;
                    }

                    Flush(_budget.Rounds);
                    CallMounted();
                    CheckShown();
                }
            }
            catch (ReactionLoopException loop)
            {
                Exhaust((loop.Last as IPageReaction)?.Place ?? (loop.Last is { } last ? PlaceOf(last) : null), loop);
            }
            finally
            {
                _turns--;
            }
        }
    }

    private void CallMounted()
    {
        if (_mounted is not { } mounted)
        {
            return;
        }

        _mounted = null;
        // What stands inside first: a parent finds its children ready.
        for (int i = mounted.Count - 1; i >= 0; i--)
        {
            mounted[i].CallMounted(this);
        }
    }

    private void CheckShown()
    {
        if (_rechecks is { } rechecks && !HasOwnWork)
        {
            _rechecks = null;
            foreach (PropertyModifier property in rechecks)
            {
                property.Insist(this);
            }
        }
    }
}
