using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class EachTests
{
    private sealed record Item(int Id, string Name);

    private readonly Signal<List<Item>> _items = new([new(1, "a"), new(2, "b"), new(3, "c"), new(4, "d")]);
    private int _rows;

    private Screen List() => Screen.Of(() => Ul(Each(_items, item => item.Id, item =>
    {
        _rows++;
        return Li(item.Name);
    })));

    private void Order(params int[] ids) => _items.Value = [.. ids.Select(id => new Item(id, ((char)('a' + id - 1)).ToString()))];

    [Fact]
    public void One_changed_row_of_a_thousand_runs_alone()
    {
        _items.Value = [.. Enumerable.Range(0, 1000).Select(i => new Item(i, $"name {i}"))];
        Screen screen = List();
        _rows = 0;

        string[] operations = screen.Turn(() => _items.Mutate(items => items[500] = new Item(500, "changed")));

        Assert.Equal(["text 1003 'changed'"], operations);
        Assert.Equal(1, _rows);
    }

    [Fact]
    public void A_row_that_moves_is_moved_and_not_made_again()
    {
        Screen screen = List();
        _rows = 0;

        Assert.Equal(["move 2 before 0"], screen.Turn(() => Order(2, 3, 4, 1)));
        Assert.Equal(["move 2 before 4"], screen.Turn(() => Order(1, 2, 3, 4)));
        Assert.Equal(["move 6 before 4"], screen.Turn(() => Order(1, 3, 2, 4)));
        Assert.Equal(0, _rows);
    }

    [Fact]
    public void Reversing_moves_all_but_one()
    {
        Screen screen = List();

        Assert.Equal(3, screen.Turn(() => Order(4, 3, 2, 1)).Count(operation => operation.StartsWith("move", StringComparison.Ordinal)));
    }

    [Fact]
    public void Rows_come_and_go_where_they_belong()
    {
        Screen screen = List();

        Assert.Equal(["remove 4", "insert in 1 before 6 10<li>11'e'</>"], screen.Turn(() => Order(1, 5, 3, 4)));
        Assert.Equal(["remove 2", "remove 10", "remove 6", "remove 8"], screen.Turn(() => Order()));
        Assert.Equal(["insert in 1 before 0 14<li>15'b'</>", "insert in 1 before 14 12<li>13'a'</>"], screen.Turn(() => Order(1, 2)));
    }

    [Fact]
    public void Any_shuffling_ends_as_the_server_says_with_the_fewest_moves()
    {
        var random = new Random(7);
        Screen screen = List();
        for (int round = 0; round < 200; round++)
        {
            int[] before = [.. _items.Peek().Select(item => item.Id)];
            int[] after = [.. Enumerable.Range(1, 12).Where(_ => random.Next(3) > 0).OrderBy(_ => random.Next())];

            string[] operations = screen.Turn(() => Order(after));

            int stay = before.Intersect(after).Count();
            Assert.Equal(stay - LongestIncreasing([.. after.Select(id => Array.IndexOf(before, id)).Where(place => place >= 0)]), operations.Count(operation => operation.StartsWith("move", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void A_row_that_reads_a_signal_runs_again_alone()
    {
        var selected = new Signal<int>(0);
        Screen screen = Screen.Of(() => Ul(Each(_items, item => item.Id, item =>
        {
            _rows++;
            return item.Id == 3 ? Li(Class("on", selected.Value == 3), item.Name) : Li(item.Name);
        })));
        _rows = 0;

        Assert.Equal(["class 6 +on"], screen.Turn(() => selected.Value = 3));
        Assert.Equal(1, _rows);
    }

    [Fact]
    public void A_row_that_begins_to_read_a_signal_or_ends_to_stays_the_same_row()
    {
        var suffix = new Signal<string>("!");
        Screen screen = Screen.Of(() => Ul(Each(_items, item => item.Id, item => Li(item.Name.Length > 1 ? item.Name + suffix.Value : item.Name))));

        Assert.Equal(["text 3 'aa!'"], screen.Turn(() => _items.Mutate(items => items[0] = new Item(1, "aa"))));
        Assert.Equal(["text 3 'aa?'"], screen.Turn(() => suffix.Value = "?"));
        Assert.Equal(["text 3 'a'"], screen.Turn(() => _items.Mutate(items => items[0] = new Item(1, "a"))));
        Assert.Empty(screen.Turn(() => suffix.Value = "."));
    }

    [Fact]
    public void Rows_that_capture_what_a_rendering_read_follow_it()
    {
        var suffix = new Signal<string>("!");
        Screen screen = Screen.Of(() =>
        {
            string now = suffix.Value;
            return Ul(Each(_items, item => item.Id, item => Li(item.Name + now)));
        });

        Assert.Equal(["text 3 'a?'", "text 5 'b?'", "text 7 'c?'", "text 9 'd?'"], screen.Turn(() => suffix.Value = "?"));
    }

    [Fact]
    public void Rows_of_several_nodes_move_together()
    {
        Screen screen = Screen.Of(() => Dl(Each(_items, item => item.Id, item => Fragment(Dt("term"), Dd(item.Name)))));

        Assert.Equal(["move 2 before 0", "move 4 before 0"], screen.Turn(() => Order(2, 3, 4, 1)));
    }

    [Fact]
    public void A_key_that_is_there_twice_is_an_error_that_names_it()
    {
        Screen screen = List();
        screen.Turn(() => Order(1, 2, 2, 3));

        Assert.Contains("'2'", screen.Page.Failure!.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_are_components_keep_their_state_when_they_move()
    {
        Screen screen = Screen.Of(() => Ul(Each(_items, item => item.Id, item => new Row { Name = item.Name })));
        screen.Click(screen.Document.Children(1)[0]);
        screen.Flush();

        screen.Turn(() => Order(2, 3, 4, 1));
        screen.Turn(() => _items.Mutate(items => items[3] = new Item(1, "z")));

        Assert.Equal("z 1", screen.Document.Text(screen.Document.Children(1)[3]));
    }

    [Fact]
    public void An_item_that_was_changed_in_place_is_shown()
    {
        var todos = new Signal<List<Todo>>([new() { Id = 1, Name = "a" }, new() { Id = 2, Name = "b" }]);
        Screen screen = Screen.Of(() => Ul(Each(todos, todo => todo.Id, todo => Li(todo.Name))));

        Assert.Equal(["text 5 'c'"], screen.Turn(() => todos.Mutate(list => list[1].Name = "c")));
    }

    [Fact]
    public void Siblings_with_one_key_are_refused_from_the_first()
    {
        Screen screen = Screen.Of(() => Ul(Li(Key(1), "a"), Li(Key(2), "b"), Li(Key(1), "c")));

        Assert.Contains("'1'", screen.Page.Failure!.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_keyed_siblings_look_at_each_key_a_few_times()
    {
        var count = new Signal<int>(0);
        var asked = new int[1];
        Screen screen = new(() => new Rendered(() => Ul(Enumerable.Range(0, count.Value).Select(i => Li(Key(new Counted(i, asked)))).ToArray())));

        screen.Turn(() => count.Value = 10_000);

        Assert.InRange(asked[0], 10_000, 200_000);
    }

    private sealed class Counted(int number, int[] asked)
    {
        public override bool Equals(object? other)
        {
            asked[0]++;
            return other is Counted { Number: var its } && its == Number;
        }

        public override int GetHashCode()
        {
            asked[0]++;
            return Number;
        }

        private int Number { get; } = number;
    }

    private sealed class Rendered(Func<Node?> render) : Component
    {
        protected override Node? Render() => render();
    }

    private sealed class Todo
    {
        public int Id { get; init; }

        public string Name { get; set; } = "";
    }

    private static int LongestIncreasing(int[] places)
    {
        int[] best = new int[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            best[i] = 1 + Enumerable.Range(0, i).Where(j => places[j] < places[i]).Select(j => best[j]).DefaultIfEmpty().Max();
        }

        return best.DefaultIfEmpty().Max();
    }

    private sealed class Row : Component
    {
        private readonly Signal<int> _clicks = new(0);

        public string Name { get; set; } = "";

        protected override Node Render() => Li(OnClick(() => _clicks.Value++), Name, " ", _clicks);
    }
}
