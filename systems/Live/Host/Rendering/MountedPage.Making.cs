using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Rendering;

/// <content>
/// Whose the effects and kept signals are that come into being with a component: C# runs the initialisers of a component's fields before its constructor, when nobody knows of the component yet.
/// Most components that a rendering makes only describe one that is there, and what they made must end with them.
/// </content>
internal sealed partial class MountedPage
{
    private readonly Maker _made;
    private Node? _leaving;

    /// <summary>While an author's function runs that may make components: what they make belongs to the page, until it is known to whom.</summary>
    internal OwnerScope Own(Node place)
    {
        _made.Place = place;
        return Tracking.Own(_made);
    }

    /// <summary>What was made since, and belongs to no component that was made after it.</summary>
    internal Owned TakeMade() => _made.Take();

    /// <summary>A component's constructor begins: what its fields made is there.</summary>
    internal static void Constructed(Component component)
    {
        if (ReactiveContext.Current.Owner is Maker maker)
        {
            maker.Constructed(component);
        }
    }

    /// <summary>
    /// After what was described has come into the page: what belongs to components that are part of it ends with them; what belongs to others, such as one in a field that is shown later, ends
    /// with the one that owns the rendering.
    /// </summary>
    internal void SettleMade(Owned made, ref Owned owned, Node place)
    {
        for (int i = 0; i < made.Count; i++)
        {
            if (made[i] is not Belongings belongings)
            {
                // Made by a rendering itself, which describes only.
                Owned one = made.At(i);
                EndOwned(ref one, place);
            }
            else if (belongings.IsAdrift)
            {
                owned.Add(belongings);
            }
        }
    }

    /// <summary>Where a component that leaves the page goes on to be held, in a field of one that stays; null where it was described and is gone for good.</summary>
    internal Region? HolderOf(Component component)
    {
        Region? holder = null;
        for (Node? node = _leaving?.Parent; node is not null; node = node.Parent)
        {
            if (ReferenceEquals(node, component.MadeIn))
            {
                return holder;
            }

            holder ??= node as Region;
        }

        return null;
    }

    private static bool IsMaking(IOwner? owner) => owner is Maker;

    /// <summary>What belongs to a component from its construction on.</summary>
    internal sealed class Belongings(MountedPage page, Component component) : IDisposable
    {
        /// <summary>Whether the component is part of no page, and yet may be later.</summary>
        internal bool IsAdrift => component is { Parent: null, HasBelongings: true };

        // One that is shown elsewhere by now ends there.
        public void Dispose()
        {
            if (component.Parent is null)
            {
                component.Discard(page);
            }
        }
    }

    /// <summary>Owns what is made while it is not known for whom.</summary>
    private sealed class Maker(MountedPage page) : IOwner
    {
        private Owned _owned;
        private Component? _last;
        private int _since;

        ref Owned IOwner.Owned => ref _owned;

        /// <summary>Whose rendering makes it.</summary>
        internal Node? Place { get; set; }

        internal void Constructed(Component component)
        {
            component.MadeIn = Place;
            int own = OwnOf(component);
            int start = _owned.Count - own;
            Owned made = _owned.TakeFrom(start);
            GiveRest();
            _last = component;
            _since = _owned.Count;
            Give(made);
        }

        internal Owned Take()
        {
            GiveRest();
            (_last, _since) = (null, 0);
            return _owned.TakeFrom(0);
        }

        internal void End()
        {
            Owned made = Take();
            page.EndOwned(ref made, page._root);
        }

        // What stands between two constructors is of the first one's body or of the second one's fields. How many things the fields of a class make is seen where one of it is the first that is made.
        private int OwnOf(Component component)
        {
            int count = _owned.Count;
            if (_last is null)
            {
                ComponentType.Of(component.GetType()).MadeInFields = count;
                return count;
            }

            if (count == 0)
            {
                return 0;
            }

            return ComponentType.Of(component.GetType()).MadeInFields is >= 0 and var known ? Math.Min(known, count) : count - _since;
        }

        // The rest since the last constructor was made in its body.
        private void GiveRest()
        {
            if (_last is not null && _owned.Count > _since)
            {
                Give(_owned.TakeFrom(_since));
            }
        }

        private void Give(Owned made)
        {
            if (!made.IsEmpty && _last is { } component)
            {
                bool isFirst = !component.HasBelongings;
                component.TakeOver(made);
                if (isFirst)
                {
                    _owned.Add(new Belongings(page, component));
                    _since = _owned.Count;
                }
            }
        }
    }
}
