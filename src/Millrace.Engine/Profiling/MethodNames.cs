using System.Text.RegularExpressions;

namespace Millrace.Engine.Profiling;

/// <summary>Turns the runtime's names of methods into those that stand in the source.</summary>
internal static partial class MethodNames
{
    /// <summary><c>Space.Type+&lt;Step&gt;d__3.MoveNext(…)</c> becomes <c>Space.Type.Step</c>; arguments and the counts of type parameters are left out.</summary>
    public static string Readable(string full)
    {
        int arguments = full.IndexOf('(', StringComparison.Ordinal);
        string name = arguments > 0 ? full[..arguments] : full;
        name = StateMachine().Replace(name, ".$1");
        name = LocalFunction().Replace(name, "$1.$2");
        name = Lambda().Replace(name, ".$1 (lambda)");
        for (string shorter; (shorter = Instantiation().Replace(name, "")) != name;) // one level of nesting at a time
        {
            name = shorter;
        }

        name = Arity().Replace(name, "");
        return name.Replace("class ", "", StringComparison.Ordinal).Replace("value ", "", StringComparison.Ordinal).Replace('+', '.').Replace("..ctor", ".new", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[+.]<(\w+)>d(?:__\d+)?(?:`\d+)?(?:\[[^\]]*\])?\.MoveNext$")]
    private static partial Regex StateMachine();

    [GeneratedRegex(@"<(\w+)>g__(\w+)\|[\d_]+")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"(?:[+.]<>c(?:__DisplayClass[\d_]+)?)?\.<(\w+)>b__[\d_]+")]
    private static partial Regex Lambda();

    // [System.Int64,System.Byte[]], and not the [] of an array.
    [GeneratedRegex(@"\[(?:[^\[\]]|\[\])+\]")]
    private static partial Regex Instantiation();

    [GeneratedRegex(@"`\d+")]
    private static partial Regex Arity();
}
