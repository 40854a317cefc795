namespace Millrace.Engine.Targets;

/// <summary>The program that serves: a file, and what must stand before the arguments.</summary>
public sealed record TargetProgram(string File, params IReadOnlyList<string> FirstArguments)
{
    /// <summary>
    /// This same executable: the native host where there is one, or <c>dotnet millrace.dll</c>. Throws <see cref="TargetException"/>
    /// where the runtime does not tell.
    /// </summary>
    public static TargetProgram This()
    {
        string host = Environment.ProcessPath ?? throw new TargetException("the path of this executable is unknown; give the target by --target");
        bool isMuxer = Path.GetFileNameWithoutExtension(host) == "dotnet";
        return isMuxer ? new TargetProgram(host, Path.GetFullPath(Environment.GetCommandLineArgs()[0])) : new TargetProgram(host);
    }
}
