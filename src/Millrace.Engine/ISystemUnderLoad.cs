using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Engine;

/// <summary>What a system offers the lab: its profiles, its embedded target, its clients and the tables that only it has.</summary>
public interface ISystemUnderLoad
{
    /// <summary>Names, modes and parameters.</summary>
    SystemInfo Info { get; }

    /// <summary>The named workloads; the first is the default.</summary>
    IReadOnlyList<Profile> Profiles { get; }

    /// <summary>Everything that is wrong with a scenario for this system, each with what to do; empty where it can run.</summary>
    IReadOnlyList<string> Validate(Scenario scenario);

    /// <summary>
    /// Names of a scenario's operations, in the order of their <see cref="OperationId"/>: <see cref="SystemInfo.Operations"/>, unless it is the scenario that says what clients do.
    /// The same for every call; never throws.
    /// </summary>
    IReadOnlyList<string> OperationsOf(Scenario scenario) => Info.Operations;

    /// <summary>
    /// What run files keep of a scenario's settings: <see cref="Scenario.Parameters"/>, without secrets, and with the hash of what a named file holds beside its name, so that
    /// runs of different contents are not taken for the same. Never throws.
    /// </summary>
    IReadOnlyDictionary<string, string> Kept(Scenario scenario) => scenario.Parameters;

    /// <summary>How to start the target that comes with the system.</summary>
    TargetRecipe Embedded(Scenario scenario);

    /// <summary>One simulated client. Called on the shard's thread.</summary>
    VirtualClient NewClient(ClientSeat seat);

    /// <summary>
    /// How to start the subject: a worker process that carries out the load where what is measured is a library and not a server. Null, as for every server:
    /// then <see cref="NewClient"/> makes the clients, and they run on the lab's own shards.
    /// </summary>
    SubjectRecipe? Subject(Scenario scenario) => null;

    /// <summary>
    /// What the target says of itself at its admin address, by name: asked when the load is over and its clients are still connected, and handed to
    /// <see cref="Tell"/>. Not on a shard. Nothing, where the system has no such question; throws where the target gives no answer that can be read.
    /// </summary>
    Task<IReadOnlyDictionary<string, double>> AskTargetAsync(Uri admin, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, double>>(new Dictionary<string, double>());

    /// <summary>
    /// Whether the target is asked when the measured part begins, too, so that what it counts from its own start can be told of the measured part alone: see
    /// <see cref="RunStory.TargetFiguresBefore"/>.
    /// </summary>
    bool AsksTargetBefore => false;

    /// <summary>The tables, charts and checks over all runs of a suite that only this system has.</summary>
    SuiteStory TellSuite(IReadOnlyList<RunFile> runs) => SuiteStory.Empty;

    /// <summary>Writes the tables, metrics and findings that only this system has, from the figures of a finished run.</summary>
    void Tell(RunStory story);
}
