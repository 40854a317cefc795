using System.Collections.Concurrent;
using System.Reflection;

namespace Millrace.Live.Host.Rendering;

/// <summary>What is known of a class of components: its parameters, and about how much memory one holds.</summary>
internal sealed class ComponentType
{
    // Beside the fields: the region that every component is, and its place among what owns.
    private const int RegionSize = 104;

    private static readonly ConcurrentDictionary<Type, ComponentType> Known = new();

    private readonly Parameter[] _parameters;

    private ComponentType(Type type)
    {
        _parameters = [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property is { CanRead: true, SetMethod.IsPublic: true } && property.GetIndexParameters().Length == 0 && property.DeclaringType != typeof(Component)
                && !property.PropertyType.IsByRef && !property.PropertyType.IsByRefLike)
            .Select(Parameter.Of)];
        TakesParameters = type.GetConstructor(Type.EmptyTypes) is not null;
        Size = RegionSize + Fields(type).Sum(SizeOf);
    }

    /// <summary>Whether one can stand for another that a later rendering describes.</summary>
    internal bool TakesParameters { get; }

    /// <summary>An estimate for one component without the values of its signals, in bytes.</summary>
    internal int Size { get; }

    /// <summary>How many effects and kept signals the fields of one make; -1 while nobody has seen it.</summary>
    internal int MadeInFields { get; set; } = -1;

    internal static ComponentType Of(Type type) => Known.GetOrAdd(type, static type => new ComponentType(type));

    /// <summary>Copies the parameters of one component to another of the same class. True if any differed.</summary>
    internal bool Copy(Component from, Component to)
    {
        bool differs = false;
        foreach (Parameter parameter in _parameters)
        {
            differs |= parameter.Copy(from, to);
        }

        return differs;
    }

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(Component); level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }

    private static int SizeOf(FieldInfo field)
    {
        Type type = field.FieldType;
        return !type.IsValueType || type.IsPointer ? 8 : type.IsEnum || type.IsPrimitive ? 8 : 16;
    }

    /// <summary>A property that its parent sets; it is copied at each rendering of the parent, so not by reflection.</summary>
    private abstract class Parameter
    {
        internal abstract bool Copy(Component from, Component to);

        internal static Parameter Of(PropertyInfo property) =>
            (Parameter)Activator.CreateInstance(typeof(Parameter<,>).MakeGenericType(property.DeclaringType!, property.PropertyType), property)!;
    }

    private sealed class Parameter<TComponent, T>(PropertyInfo property) : Parameter
        where TComponent : Component
    {
        private readonly Func<TComponent, T> _get = property.GetMethod!.CreateDelegate<Func<TComponent, T>>();
        private readonly Action<TComponent, T> _set = property.SetMethod!.CreateDelegate<Action<TComponent, T>>();

        internal override bool Copy(Component from, Component to)
        {
            T value = _get((TComponent)from);
            if (EqualityComparer<T>.Default.Equals(value, _get((TComponent)to)))
            {
                return false;
            }

            _set((TComponent)to, value);
            return true;
        }
    }
}
