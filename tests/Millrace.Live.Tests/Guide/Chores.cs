using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed record Chore(int Id, string What, bool IsDone);

public sealed class Chores : Component
{
    private readonly Signal<List<Chore>> _chores = new([new Chore(1, "Dishes", false), new Chore(2, "Windows", false)]);
    private readonly string[] _rules = ["Knock", "Wipe your feet"];

    protected override Node Render() => Div(
        Ol(Each(() => _chores.Value.Select((chore, index) => (chore, Number: index + 1)), row => row.chore.Id, row => Li(
            Class("done", row.chore.IsDone),
            $"{row.Number}. {row.chore.What}",
            Button(OnClick(() => Finish(row.chore.Id)), "Done")))),
        Ul(Fragment(_rules.Select(rule => Li(rule)))));

    private void Finish(int id) => _chores.Mutate(chores =>
    {
        int at = chores.FindIndex(chore => chore.Id == id);
        chores[at] = chores[at] with { IsDone = true };
    });
}
