using Millrace.Engine.Targets;

namespace Millrace.Engine.Tests.Targets;

/// <summary>Targets made of a few lines of shell: they start in milliseconds and misbehave as told.</summary>
internal static class ShellTarget
{
    public const string Ready = """echo '{"ready":true,"system":"shell","pid":'$$',"addresses":{"tcp":"tcp://127.0.0.1:4711"},"admin":null}'""";

    /// <summary>Ready at once, ends with its input.</summary>
    public const string WellBehaved = Ready + "; exec cat >/dev/null";

    public static TargetLaunch Launch(string script, params string[] arguments) => new()
    {
        Program = new TargetProgram("/bin/sh", "-c", script, "target"),
        Arguments = arguments,
        ReadyWithin = TimeSpan.FromSeconds(20),
        StopWithin = TimeSpan.FromSeconds(20),
    };

    public static Task<EmbeddedTarget> StartAsync(string script, params string[] arguments) =>
        EmbeddedTarget.StartAsync(Launch(script, arguments), TestContextToken);

    public static CancellationToken TestContextToken => Xunit.TestContext.Current.CancellationToken;
}
