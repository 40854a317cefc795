using System.Collections.Concurrent;
using System.Reflection;

namespace Millrace.Live.Host.Rendering;

/// <summary>What is known of a class of components: its parameters, and about how much memory one holds.</summary>
internal sealed class ComponentType
{
    // Beside the fields: the region that every component is, and its place among what owns.
    private const int RegionSize = 80;

    private static readonly ConcurrentDictionary<Type, ComponentType> Known = new();

    private readonly PropertyInfo[] _parameters;

    private ComponentType(Type type)
    {
        _parameters = [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property is { CanRead: true, SetMethod.IsPublic: true } && property.GetIndexParameters().Length == 0 && property.DeclaringType != typeof(Component))];
        TakesParameters = type.GetConstructor(Type.EmptyTypes) is not null;
        Size = RegionSize + Fields(type).Sum(SizeOf);
    }

    /// <summary>Whether one can stand for another that a later rendering describes.</summary>
    internal bool TakesParameters { get; }

    /// <summary>An estimate for one component without the values of its signals, in bytes.</summary>
    internal int Size { get; }

    internal static ComponentType Of(Type type) => Known.GetOrAdd(type, static type => new ComponentType(type));

    /// <summary>Copies the parameters of one component to another of the same class. True if any differed.</summary>
    internal bool Copy(Component from, Component to)
    {
        bool differs = false;
        foreach (PropertyInfo parameter in _parameters)
        {
            object? value = parameter.GetValue(from);
            if (!Equals(value, parameter.GetValue(to)))
            {
                parameter.SetValue(to, value);
                differs = true;
            }
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
}
