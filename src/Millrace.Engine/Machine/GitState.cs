using System.ComponentModel;
using System.Diagnostics;

namespace Millrace.Engine.Machine;

/// <summary>The commit of a working copy, and whether tracked files differ from it.</summary>
public sealed record GitState(string Commit, bool Dirty)
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);

    /// <summary>Asks git about the working copy around <paramref name="folder"/>; null where there is none, no git, or no answer in two seconds.</summary>
    public static async Task<GitState?> OfAsync(string folder, CancellationToken cancellationToken = default)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(AnswersWithin);
        try
        {
            if (await AskAsync(folder, ["rev-parse", "HEAD"], bounded.Token) is not { Length: >= 40 } commit) { return null; }
            // Untracked files are left out: results and builds lie in the working copy, and looking for them is what takes time.
            return await AskAsync(folder, ["status", "--porcelain", "--untracked-files=no"], bounded.Token) is { } changes
                ? new GitState(commit, changes.Length > 0)
                : null;
        }
        catch (Exception unknown) when (unknown is Win32Exception or IOException || (unknown is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null; // expected: no git on this machine, or a slow disk
        }
    }

    private static async Task<string?> AskAsync(string folder, string[] question, CancellationToken cancellationToken)
    {
        // No locks: asking must not get in the way of a person who commits at the same time.
        var start = new ProcessStartInfo("git", ["--no-optional-locks", "-C", folder, .. question])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process git = Process.Start(start) ?? throw new IOException("git did not start");
        try
        {
            git.StandardInput.Close();
            Task<string> errors = git.StandardError.ReadToEndAsync(cancellationToken);
            string answer = await git.StandardOutput.ReadToEndAsync(cancellationToken);
            await errors;
            await git.WaitForExitAsync(cancellationToken);
            return git.ExitCode == 0 ? answer.Trim() : null;
        }
        catch (OperationCanceledException)
        {
            git.Kill(entireProcessTree: true);
            throw;
        }
    }
}
