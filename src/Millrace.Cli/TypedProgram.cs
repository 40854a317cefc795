namespace Millrace.Cli;

/// <summary>How a person types the program that runs: for the command that a run's files give for its repetition, and in other people's programs for help and errors.</summary>
internal static class TypedProgram
{
    // The SDK writes it beside the program in every tool's package, and nowhere else.
    internal const string ToolMark = "DotnetToolSettings.xml";

    /// <summary>This process's program, as it was started.</summary>
    public static string OfThisProcess() => Of(Environment.ProcessPath, Environment.GetCommandLineArgs()[0], AppContext.BaseDirectory);

    /// <summary>This process's program where it is an installed tool; else null.</summary>
    public static string? OfTool() => IsTool(AppContext.BaseDirectory) ? OfThisProcess() : null;

    /// <summary>An installed tool by its name (of a tool manifest: behind <c>dotnet</c>), any other program by its own executable or by <c>dotnet program.dll</c>.</summary>
    /// <param name="host">The process's executable; null where it is not known.</param>
    /// <param name="program">The path of the program's assembly or executable.</param>
    /// <param name="folder">Where the program's files lie.</param>
    internal static string Of(string? host, string program, string folder) => (Path.GetFileNameWithoutExtension(host) ?? "program", IsTool(folder)) switch
    {
        ("dotnet", true) => "dotnet " + Path.GetFileNameWithoutExtension(program),
        ("dotnet", false) => "dotnet " + Path.GetFileName(program),
        (var name, true) => name,
        (var name, false) => "./" + name,
    };

    private static bool IsTool(string folder) => File.Exists(Path.Combine(folder, ToolMark));
}
