using Millrace.Amqp.Wire;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Wire;

public sealed class FieldTableTests
{
    [Fact]
    public void A_large_table_knows_its_fields_by_name_whatever_is_changed()
    {
        FieldTable table = [];
        for (int i = 0; i < 100; i++)
        {
            table.Add($"f{i % 50}", i); // each name twice: the first counts
            Assert.Equal(i % 50, table[$"f{i % 50}"]);
        }

        table["f7"] = "changed";
        table["new"] = 1;
        Assert.True(table.Remove("f0"));
        Assert.False(table.Remove("f0"));
        Assert.Equal(("changed", 1, 8), (table["f7"], table["new"], table["f8"]));
        Assert.False(table.TryGet("f0", out _));
        Assert.Equal(99, table.Count);
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void A_table_has_so_many_fields_at_most(int count, bool isRead)
    {
        FieldTable table = [];
        for (int i = 0; i < count; i++)
        {
            table.Add($"{i}", null);
        }

        AmqpWriter writer = new();
        writer.Table(table);
        AmqpReader reader = new(writer.Written);
        reader.Table();
        Assert.Equal(isRead, !reader.IsBroken);
    }

    private static byte[] Bytes(FieldTable table)
    {
        AmqpWriter writer = new();
        writer.Table(table);
        return writer.Written.ToArray();
    }

    private static FieldTable? Read(byte[] bytes)
    {
        AmqpReader reader = new(bytes);
        FieldTable table = reader.Table();
        return reader.IsBroken ? null : table;
    }

    [Fact]
    public void Values_of_every_type_come_back()
    {
        FieldTable table = Read(Bytes(MethodSamples.Table()))!;
        Assert.Equal(Bytes(MethodSamples.Table()), Bytes(table));
        Assert.Equal((sbyte)-5, table["b"]);
        Assert.Equal("text with ümlaut", table["S"]);
        Assert.Equal(new FieldDecimal(2, 1234), table["D"]);
        Assert.Equal(new FieldBytes(new byte[] { 0xFF, 0xFE }, true), table["raw"]);
        Assert.True(table.TryGet("V", out object? nothing));
        Assert.Null(nothing);
        Assert.True(((FieldTable)((FieldTable)table["F"]!)["inner"]!).IsTrue("deep"));
    }

    [Fact]
    public void A_table_is_not_read_from_a_part_of_it()
    {
        Assert.All(Garbage.Truncations(Bytes(MethodSamples.Table())), part => Assert.Null(Read(part)));
    }

    [Fact]
    public void Mutated_tables_are_read_or_refused()
    {
        foreach (byte[] wrong in Garbage.Mutations(Bytes(MethodSamples.Table()), seed: 21, count: 5000))
        {
            if (Read(wrong) is { } table)
            {
                _ = Bytes(table); // whatever was read can be written
            }
        }
    }

    [Fact]
    public void Tables_that_lie_too_deep_in_one_another_are_refused()
    {
        FieldTable Nested(int depth) => depth == 0 ? [] : new FieldTable { { "n", Nested(depth - 1) } };
        Assert.NotNull(Read(Bytes(Nested(60))));
        Assert.Null(Read(Bytes(Nested(70))));
        object? list = null;
        for (int i = 0; i < 5000; i++)
        {
            list = new List<object?> { list };
        }

        Assert.Null(Read(Bytes(new FieldTable { { "a", list } })));
    }

    [Fact]
    public void Properties_come_back_and_name_themselves_by_flags()
    {
        BasicProperties properties = new()
        {
            ContentType = "text/plain",
            ContentEncoding = "gzip",
            Headers = MethodSamples.Table(),
            DeliveryMode = 2,
            Priority = 5,
            CorrelationId = "c",
            ReplyTo = "r",
            Expiration = "1000",
            MessageId = "m",
            Timestamp = 1700000000,
            Type = "t",
            UserId = "guest",
            AppId = "a",
            ClusterId = "x",
        };
        AmqpWriter writer = new();
        properties.Write(writer);
        byte[] bytes = writer.Written.ToArray();
        AmqpReader reader = new(bytes);
        BasicProperties read = BasicProperties.Read(ref reader);
        Assert.False(reader.IsBroken);
        Assert.True(reader.Rest.IsEmpty);
        AmqpWriter again = new();
        read.Write(again);
        Assert.Equal(bytes, again.Written.ToArray());
        Assert.All(Garbage.Truncations(bytes), part =>
        {
            AmqpReader cut = new(part);
            BasicProperties.Read(ref cut);
            Assert.True(cut.IsBroken);
        });
    }
}
