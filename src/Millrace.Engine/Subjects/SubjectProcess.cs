using Millrace.Engine.Subjects.Wire;
using Millrace.Engine.Targets;
using Millrace.Faults;
using Millrace.Shards;

namespace Millrace.Engine.Subjects;

/// <summary>A subject's process, from its start to its end. It is measured like a companion, and no fault is aimed at it.</summary>
internal sealed class SubjectProcess : IFaultTarget, IAsyncDisposable
{
    /// <summary>What reports call it.</summary>
    public const string Name = "subject";

    // A flip with a histogram per operation and phase is some hundred kilobytes at most.
    private const int LongestLine = 32 * 1024 * 1024;
    private readonly ChildProcess _child;

    private SubjectProcess(TargetLaunch launch, TimeProvider time)
    {
        CommandLine = string.Join(' ', launch.Arguments);
        Pipe = new SubjectPipe(line => _child!.Write(line), time) { Hung = Kill };
        _child = ChildProcess.Start(launch, launch.Arguments, Pipe.Receive, time);
        _ = NoteExitAsync();
    }

    /// <summary>Its end of the protocol.</summary>
    public SubjectPipe Pipe { get; }

    /// <summary>What follows the executable's name.</summary>
    public string CommandLine { get; }

    /// <summary>Its process id.</summary>
    public int Id => _child.Id;

    /// <summary>Completes when the process has ended; never fails.</summary>
    public Task<ProcessExit> Exited => _child.Exited;

    /// <summary>The last lines that it wrote on standard error, oldest first.</summary>
    public IReadOnlyList<string> LastErrorLines => _child.LastErrorLines;

    public ProcessIdentity? Process => _child.Identity is { IsAlive: true } identity ? identity : null;

    public bool CanRestart => false;

    public IReadOnlyDictionary<string, IFaultTarget> Companions { get; } = new Dictionary<string, IFaultTarget>(StringComparer.Ordinal);

    /// <summary>Starts it and waits for its first answer. Throws <see cref="TargetException"/>; then nothing is left running.</summary>
    public static async Task<SubjectProcess> StartAsync(
        SubjectRecipe recipe, CpuSet? cpus, CancellationToken cancellationToken, TargetProgram? program = null, TimeProvider? time = null)
    {
        var launch = new TargetLaunch
        {
            Role = "the subject",
            Program = program ?? TargetProgram.This(),
            Arguments = recipe.Arguments,
            Variables = recipe.Environment.ToDictionary(variable => variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal),
            Cpus = cpus,
            LongestOutputLine = LongestLine,
        };
        var subject = new SubjectProcess(launch, time ?? TimeProvider.System);
        try
        {
            long before = Shard.Now;
            SubjectReply hello = await subject.Pipe.AskAsync(new SubjectOrder { Do = SubjectOrder.Hello }, launch.ReadyWithin, cancellationToken).ConfigureAwait(false);
            if (hello.Now is not { } now || now < before || now > Shard.Now)
            {
                throw subject._child.Failure("has a clock of its own: its monotonic time does not lie between two readings of the lab's, so no time of it would mean anything");
            }

            return subject;
        }
        catch (Exception e)
        {
            await subject._child.StopAsync().ConfigureAwait(false);
            await subject._child.ReadToEndAsync().ConfigureAwait(false); // for its last words
            Exception told = e is SubjectGoneException or ClientException ? subject._child.Failure($"cannot be used: {e.Message}") : e;
            await subject._child.DisposeAsync().ConfigureAwait(false);
            if (told != e)
            {
                throw told;
            }

            throw;
        }
    }

    public void ExpectExit(string because) => _child.ExpectExit(because);

    /// <summary>Ends it at once, for a reason that its exit is then told with.</summary>
    public void Kill(string because)
    {
        _child.ExpectExit(because);
        _child.Identity.TrySignal(ProcessSignal.Kill);
    }

    public Task RestartAsync(CancellationToken cancellationToken) => throw new TargetException("the subject carries out the load and cannot be restarted within a run");

    public async ValueTask DisposeAsync()
    {
        // It may hold things at the target that it takes away as it closes.
        await _child.StopAsync().ConfigureAwait(false);
        await _child.DisposeAsync().ConfigureAwait(false);
    }

    private async Task NoteExitAsync()
    {
        ProcessExit exit = await Exited.ConfigureAwait(false);
        await _child.ReadToEndAsync().ConfigureAwait(false); // what it had written is still good
        Pipe.End($"the subject {exit.Describe()}{(exit.Because is { } because ? $" ({because})" : "")}");
    }
}
