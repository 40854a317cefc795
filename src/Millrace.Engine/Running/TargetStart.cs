using Millrace.Engine.Targets;

namespace Millrace.Engine.Running;

/// <summary>Finds or starts what a scenario drives.</summary>
internal static class TargetStart
{
    /// <summary>The target and the address to connect to. Throws <see cref="LabException"/>.</summary>
    public static async Task<(ITarget Target, Uri Address)> StartAsync(Scenario scenario, Processors processors, CancellationToken cancellationToken)
    {
        try
        {
            if (scenario.Target is { } address)
            {
                return (new ExternalTarget(new Dictionary<string, Uri> { ["target"] = address }, scenario.TargetPid), address);
            }

            TargetRecipe recipe = scenario.System.Embedded(scenario);
            EmbeddedTarget target = await EmbeddedTarget.StartAsync(
                new TargetLaunch
                {
                    Program = TargetProgram.This(),
                    Arguments = recipe.Arguments,
                    MainAddress = recipe.AddressName,
                    Variables = recipe.Environment.ToDictionary(variable => variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal),
                    Cpus = processors.Target,
                },
                cancellationToken).ConfigureAwait(false);
            if (target.Addresses.TryGetValue(recipe.AddressName, out Uri? embedded))
            {
                return (target, embedded);
            }

            await target.DisposeAsync().ConfigureAwait(false);
            throw new LabException([$"The embedded target announced no address '{recipe.AddressName}', only {string.Join(", ", target.Addresses.Keys)}."])
            {
                Failure = LabFailure.TargetUnreachable,
            };
        }
        catch (TargetException e)
        {
            throw new LabException([e.Message], e) { Failure = LabFailure.TargetUnreachable };
        }
    }
}
