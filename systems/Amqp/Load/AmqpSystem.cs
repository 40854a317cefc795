using Millrace.Amqp.Load.Stories;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Amqp.Load;

/// <summary>The AMQP client library as the lab sees it: a subject that uses it like any service does, against any broker of AMQP 0-9-1.</summary>
public sealed class AmqpSystem : ISystemUnderLoad
{
    /// <inheritdoc/>
    public SystemInfo Info => AmqpModes.Info;

    /// <inheritdoc/>
    public IReadOnlyList<Profile> Profiles => AmqpProfiles.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return [.. AmqpSettings.Validate(scenario)];
    }

    /// <inheritdoc/>
    public TargetRecipe Embedded(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return new(["serve", "amqp", "--port", "0", "--anonymous", .. OptionWords.In(scenario.Parameters.GetValueOrDefault(AmqpSettings.ServeName, "")), "--ready-json"], "amqp");
    }

    /// <inheritdoc/>
    public SubjectRecipe Subject(Scenario scenario) => new(["subject", "amqp"]);

    /// <inheritdoc/>
    public VirtualClient NewClient(ClientSeat seat) => throw new NotSupportedException("The load of amqp runs in a subject, which links the library that is measured.");

    /// <inheritdoc/>
    public void Tell(RunStory story) => AmqpStory.Tell(story);

    /// <inheritdoc/>
    public SuiteStory TellSuite(IReadOnlyList<RunFile> runs) => AmqpSuiteStory.Tell(runs);
}
