using Millrace.Engine.Targets;

namespace Millrace.Engine.Running;

/// <summary>Finds or starts what a scenario drives, with everything that belongs to it.</summary>
internal static class TargetStart
{
    /// <summary>The target and the address to connect to. Throws <see cref="LabException"/>; then nothing is left running.</summary>
    public static async Task<(ITarget Target, Uri Address)> StartAsync(Scenario scenario, Processors processors, CancellationToken cancellationToken)
    {
        try
        {
            return scenario.Target is { } address
                ? (await FindAsync(scenario, address, processors, cancellationToken).ConfigureAwait(false), address)
                : await EmbedAsync(scenario, scenario.System.Embedded(scenario), processors, cancellationToken).ConfigureAwait(false);
        }
        catch (TargetException e)
        {
            throw new LabException([e.Message], e) { Failure = LabFailure.TargetUnreachable };
        }
    }

    private static async Task<ITarget> FindAsync(Scenario scenario, Uri address, Processors processors, CancellationToken cancellationToken)
    {
        var addresses = new Dictionary<string, Uri>(scenario.TargetAddresses, StringComparer.Ordinal);
        addresses.Remove("admin", out Uri? admin);
        addresses["target"] = address;
        var target = new ExternalTarget(addresses, scenario.TargetPid, admin);
        if (scenario.CompanionPrograms.Count > 0)
        {
            // A stranger's target has its own; only what was asked for by name joins it.
            CompanionRecipe[] asked = [.. scenario.System.Embedded(scenario).Companions.Where(recipe => scenario.CompanionPrograms.ContainsKey(recipe.Name))];
            await AccompanyAsync(target, asked, processors, cancellationToken).ConfigureAwait(false);
        }

        return target;
    }

    private static async Task<(ITarget Target, Uri Address)> EmbedAsync(Scenario scenario, TargetRecipe recipe, Processors processors, CancellationToken cancellationToken)
    {
        string? folder = recipe.FolderOption is null ? null : Directory.CreateTempSubdirectory("millrace-").FullName;
        TargetLaunch launch = RecipeCommand.Launch(recipe, folder) with
        {
            Runtime = new RuntimeSettings { HeapHardLimitBytes = scenario.TargetMemoryBytes },
            Cpus = processors.Target,
        };
        EmbeddedTarget target = await EmbeddedTarget.StartAsync(launch, cancellationToken).ConfigureAwait(false);
        if (!target.Addresses.TryGetValue(recipe.AddressName, out Uri? address))
        {
            await target.DisposeAsync().ConfigureAwait(false);
            throw new TargetException($"The embedded target announced no address '{recipe.AddressName}', only {string.Join(", ", target.Addresses.Keys)}.");
        }

        await AccompanyAsync(target, recipe.Companions, processors, cancellationToken).ConfigureAwait(false);
        return (target, address);
    }

    // Starts the companions and waits until the target says that it has all it needs; else ends everything.
    private static async Task AccompanyAsync(ITarget target, IReadOnlyList<CompanionRecipe> recipes, Processors processors, CancellationToken cancellationToken)
    {
        var companions = new List<Companion>();
        try
        {
            foreach (CompanionRecipe recipe in recipes)
            {
                companions.Add(Companion.Start(recipe.Name, CompanionCommand.Launch(recipe, Known(target), processors.Target), target));
                target.Accompany(companions);
            }

            foreach (Companion companion in companions)
            {
                await companion.ReadyAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await target.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static Dictionary<string, Uri> Known(ITarget target)
    {
        var addresses = new Dictionary<string, Uri>(target.Addresses, StringComparer.Ordinal);
        if (target.Admin is { } admin)
        {
            addresses["admin"] = admin;
        }

        return addresses;
    }
}
