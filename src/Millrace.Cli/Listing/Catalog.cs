using Millrace.Engine;
using Millrace.Faults;
using Millrace.Results;

namespace Millrace.Cli.Listing;

/// <summary>Everything that a command line may name, as data.</summary>
internal sealed record Catalog(IReadOnlyList<CatalogSystem> Systems, IReadOnlyList<CatalogFault> Faults, IReadOnlyList<CatalogLoad> LoadModels)
{
    public static Catalog Of(Composition composition) => new(
        [.. composition.Systems.Select(Of)],
        [.. FaultCatalog.All.Faults.Select(fault => Of(fault.Info))],
        [
            new("closed", "closed(20ms)", "each client continues when its reply is in, after an optional think time", "--think 20ms"),
            new("paced", "paced(50/s)", "each client on its own fixed schedule; response time counts from the due time", "--rate 5000"),
            new("arrival rate", "5000/s, ramp(0..2000/s,10s), step(..), spike(..), stages(..), poisson(500/s)", "starts follow a plan over all clients; no free client counts as dropped", "--arrivals \"ramp(0..2000/s,10s)\""),
            new("flood", "flood(64)", "as fast as a bounded window of messages in flight allows", "--arrivals \"flood(64)\""),
        ]);

    private static CatalogSystem Of(ISystemUnderLoad system) => new(
        system.Info.Name,
        system.Info.Description,
        system.Info.Schemes,
        [.. system.Info.Modes.Select(mode => new CatalogMode(mode.Name, mode.Description, mode.Load.ToString()))],
        [.. system.Profiles.Select(profile => new CatalogProfile(
            profile.Name, profile.Group, profile.Description, profile.Mode, profile.Clients, profile.Iterations, Durations.Format(profile.Duration), Durations.Format(profile.WarmUp),
            profile.Thresholds))],
        [.. system.Info.Parameters.Select(parameter => new CatalogSetting(parameter.Name, parameter.Description, parameter.Default))],
        [.. system.Info.Companions.Select(companion => new CatalogCompanion(companion.Name, companion.Description))]);

    private static CatalogFault Of(FaultInfo info)
    {
        string arguments = string.Join(',', info.Parameters.Select(parameter =>
            parameter.Kind == FaultParameterKind.Flag || parameter.Default is null ? parameter.Name : $"{parameter.Name}={parameter.Default}"));
        string end = info.End switch { FaultEnd.Required => "..8s", FaultEnd.Optional => "[..8s]", _ => "" };
        return new CatalogFault(
            info.Name,
            info.Summary,
            $"{info.Name}{(arguments.Length > 0 ? $"({arguments})" : "")}@5s{end}",
            info.Scope.ToString().ToLowerInvariant(),
            [.. info.Parameters.Select(parameter => new CatalogSetting(parameter.Name, parameter.Summary, parameter.Default ?? ""))]);
    }
}

/// <summary>A system with what it offers.</summary>
internal sealed record CatalogSystem(
    string Name, string Description, IReadOnlyList<string> Schemes, IReadOnlyList<CatalogMode> Modes, IReadOnlyList<CatalogProfile> Profiles, IReadOnlyList<CatalogSetting> Settings,
    IReadOnlyList<CatalogCompanion> Companions);

/// <summary>A process that belongs to a system's target.</summary>
internal sealed record CatalogCompanion(string Name, string Description);

/// <summary>A way of driving a system's clients.</summary>
internal sealed record CatalogMode(string Name, string Description, string LoadModel);

/// <summary>A named workload.</summary>
internal sealed record CatalogProfile(
    string Name, string? Group, string Description, string Mode, int Clients, int? Iterations, string Duration, string Warmup, IReadOnlyList<string> Thresholds);

/// <summary>A setting with its default.</summary>
internal sealed record CatalogSetting(string Name, string Description, string Default);

/// <summary>A kind of fault, with all its arguments written out.</summary>
internal sealed record CatalogFault(string Name, string Description, string Form, string Scope, IReadOnlyList<CatalogSetting> Parameters);

/// <summary>A family of load models, with the option that asks for it.</summary>
internal sealed record CatalogLoad(string Name, string Form, string Description, string Option);
