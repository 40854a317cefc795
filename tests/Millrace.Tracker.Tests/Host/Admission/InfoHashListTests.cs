using System.Text;
using Millrace.Testing;
using Millrace.Tracker.Host.Admission;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Admission;

public sealed class InfoHashListTests
{
    private const string A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "0123456789ABCDEF0123456789abcdef01234567";

    [Fact]
    public void Comments_blanks_line_ends_and_a_byte_order_mark_do_not_count()
    {
        ListReading<HashSet<InfoHash>> reading = Read($"\uFEFF# swarms\r\n\r\n  {A}\t# the first\r\n\t{B}  \n   # nothing\n{A}");

        Assert.Equal([A, B.ToLowerInvariant()], reading.Content.Select(hash => hash.ToString()));
        Assert.Equal(2, reading.Count);
        Assert.Equal(0, reading.Broken);
    }

    [Fact]
    public void A_broken_line_is_named_and_the_others_count()
    {
        ListReading<HashSet<InfoHash>> reading = Read($"{A[1..]}\n{A}\n{A}0\n\n{B[..39]}g\nné\n{A} {B}");

        Assert.Equal([A], reading.Content.Select(hash => hash.ToString()));
        Assert.Equal(5, reading.Broken);
        Assert.Equal(
            [
                $"1: '{A[1..]}' is no info hash: write 40 hexadecimal digits.",
                $"3: '{A}0' is no info hash: write 40 hexadecimal digits.",
                $"5: '{B[..39]}g' is no info hash: write 40 hexadecimal digits.",
                "6: 'né' is no info hash: write 40 hexadecimal digits.",
                $"7: '{A} {B[..39]}…' is no info hash: write 40 hexadecimal digits.",
            ],
            reading.Problems);
    }

    [Fact]
    public void Of_many_broken_lines_the_first_ten_are_named()
    {
        ListReading<HashSet<InfoHash>> reading = Read(string.Concat(Enumerable.Repeat("x\n", 1000)) + A);

        Assert.Equal(1000, reading.Broken);
        Assert.Equal(10, reading.Problems.Count);
        Assert.Single(reading.Content);
    }

    [Theory]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(8192)]
    [InlineData(100_000)]
    public void A_line_without_end_is_one_broken_line_and_the_next_counts(int length)
    {
        ListReading<HashSet<InfoHash>> reading = Read($"{new string('a', length)}\n{A}\n{new string('b', length)}");

        Assert.Equal([A], reading.Content.Select(hash => hash.ToString()));
        Assert.Equal(2, reading.Broken);
        Assert.StartsWith("1: 'aaaa", reading.Problems[0], StringComparison.Ordinal);
        Assert.StartsWith("3: 'bbbb", reading.Problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Nonsense_is_read_to_its_end()
    {
        foreach (byte[] bytes in Garbage.Bytes(seed: 4, count: 500, maxLength: 20_000))
        {
            ListReading<HashSet<InfoHash>> reading = InfoHashList.Read(new MemoryStream(bytes));
            Assert.Equal(reading.Content.Count, reading.Count);
        }
    }

    private static ListReading<HashSet<InfoHash>> Read(string text) => InfoHashList.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
