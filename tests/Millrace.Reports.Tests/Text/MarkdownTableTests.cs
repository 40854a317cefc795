using Millrace.Reports.Text;
using Xunit;

namespace Millrace.Reports.Tests.Text;

public sealed class MarkdownTableTests
{
    [Fact]
    public void Columns_are_padded_and_numbers_stand_right()
    {
        string table = new MarkdownTable("metric", ">now").Row("messages", "1,234").Row("p99", "1.39 ms").ToString();

        Assert.Equal(
            """
            | metric   |     now |
            | -------- | ------: |
            | messages |   1,234 |
            | p99      | 1.39 ms |

            """,
            table);
    }

    [Fact]
    public void Cell_cannot_open_a_column_or_close_the_table()
    {
        string table = new MarkdownTable("a", "b").Row("x|y", "two\nlines").ToString();

        Assert.Contains("| x\\|y | two lines |", table, StringComparison.Ordinal);
        Assert.Equal(3, table.Count(c => c == '\n'));
    }

    [Fact]
    public void More_cells_than_columns_are_refused() =>
        Assert.Throws<ArgumentException>(() => new MarkdownTable("only").Row("one", "two"));
}
