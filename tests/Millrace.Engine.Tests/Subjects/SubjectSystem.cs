using Millrace.Engine.Loads;
using Millrace.Engine.Running;

namespace Millrace.Engine.Tests.Subjects;

/// <summary>A system whose load a subject carries out.</summary>
internal sealed class SubjectSystem : ISystemUnderLoad
{
    public const int Operations = 2;

    public static Profile Only { get; } = new() { Name = "fake", Description = "for tests", Mode = "work" };

    public SubjectRecipe? Recipe { get; init; }

    public SystemInfo Info { get; } = new()
    {
        Name = "fake-library",
        Description = "works",
        Operations = ["work", "deliver"],
        Modes = [new ModeInfo("work", "works", new Closed())],
        Schemes = ["tcp"],
    };

    public IReadOnlyList<Profile> Profiles => [Only];

    public IReadOnlyList<string> Validate(Scenario scenario) => [];

    public TargetRecipe Embedded(Scenario scenario) => new([], "tcp");

    public SubjectRecipe? Subject(Scenario scenario) => Recipe;

    public VirtualClient NewClient(ClientSeat seat) => throw new NotSupportedException("a subject carries out the load");

    public void Tell(RunStory story)
    {
    }
}
