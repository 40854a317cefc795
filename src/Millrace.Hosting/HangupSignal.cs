using System.Runtime.InteropServices;

namespace Millrace.Hosting;

/// <summary>SIGHUP as servers take it by custom: a request to read their files again, not an end.</summary>
internal static class HangupSignal
{
    /// <summary>Has <paramref name="action"/> called at each SIGHUP until the registration is disposed. Null on Windows, which has no such signal but that of a closing console.</summary>
    public static IDisposable? Call(Action action) => OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        action();
    });
}
