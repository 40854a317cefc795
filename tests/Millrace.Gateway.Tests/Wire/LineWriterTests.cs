using System.Net;
using System.Text;
using System.Text.Json;
using Millrace.Gateway.Wire;
using Millrace.Testing;

namespace Millrace.Gateway.Tests.Wire;

public sealed class LineWriterTests
{
    private readonly LineWriter _writer = new();

    public static TheoryData<string> Texts => new(Samples.Texts);

    [Theory, MemberData(nameof(Texts))]
    public void Any_json_parser_reads_the_text_that_was_written(string text)
    {
        _writer.Text(text);
        Assert.Equal(text, JsonSerializer.Deserialize<string>(_writer.Written));
        int plain = _writer.Length;
        _writer.Clear();

        _writer.Text(text.Utf8());
        Assert.Equal(plain, _writer.Length);
        Assert.Equal(text, JsonSerializer.Deserialize<string>(_writer.Written));
        _writer.Clear();

        _writer.AsciiText(text);
        Assert.True(Ascii.IsValid(_writer.Written));
        Assert.Equal(text, JsonSerializer.Deserialize<string>(_writer.Written));
        _writer.Clear();

        _writer.AsciiText(text.Utf8());
        Assert.True(Ascii.IsValid(_writer.Written));
        Assert.Equal(text, JsonSerializer.Deserialize<string>(_writer.Written));
    }

    [Fact]
    public void Json_of_several_lines_becomes_one()
    {
        _writer.Json("{\r\n\t\"a\": [\n\"\u00e9\", \"\\n\"\n]\n}"u8);

        Assert.Equal("{   \"a\": [ \"\\u00e9\", \"\\n\" ] }"u8, _writer.Written);
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters_as_everywhere_else()
    {
        foreach (byte[] bytes in Garbage.Bytes(seed: 30, count: 2000, maxLength: 64))
        {
            string expected = Encoding.UTF8.GetString(bytes);
            _writer.Clear();
            _writer.AsciiText(bytes);
            Assert.Equal(expected, JsonSerializer.Deserialize<string>(_writer.Written));

            _writer.Clear();
            _writer.Text(bytes);
            Assert.Equal(expected, JsonSerializer.Deserialize<string>(_writer.Written));
        }
    }

    [Fact]
    public void Half_of_a_pair_becomes_a_replacement_character()
    {
        string text = new string('x', 1023) + "\ud83d" + "y\udc00";
        _writer.Text(text);
        Assert.Equal(new string('x', 1023) + "\ufffdy\ufffd", JsonSerializer.Deserialize<string>(_writer.Written));
    }

    [Theory]
    [InlineData("""{"a":1,"b":["x\u00e4\\ud83d\"",null, 1.50]}""", """{"a":1,"b":["x\u00e4\\ud83d\"",null, 1.50]}""")]
    [InlineData("""["ä😀"]""", """["\u00e4\ud83d\ude00"]""")]
    [InlineData("""["\ud800","\ud83d\ude00\udc00x"]""", """["\ufffd","\ud83d\ude00\ufffdx"]""")]
    [InlineData("""["\\\ud800ä\\\\ud800"]""", """["\\\ufffd\u00e4\\\\ud800"]""")]
    public void Json_is_copied_as_ascii_without_halves_of_pairs(string json, string expected)
    {
        _writer.Json(json.Utf8());
        Assert.Equal(expected, _writer.Written.Text());
    }

    [Fact]
    public void Json_full_of_pairs_is_copied_in_one_pass()
    {
        // Quadratic, this would take minutes.
        string json = "[" + string.Join(',', Enumerable.Repeat("\"\\ud83d\\ude00 and \\ud800\"", 100_000)) + "]";
        _writer.Json(json.Utf8());
        Assert.Equal(json.Replace("\\ud800", "\\ufffd", StringComparison.Ordinal), _writer.Written.Text());
    }

    [Theory]
    [InlineData("10.0.0.7", "\"10.0.0.7:80\"")]
    [InlineData("::ffff:10.0.0.7", "\"10.0.0.7:80\"")]
    [InlineData("2001:db8::1", "\"[2001:db8::1]:80\"")]
    public void Addresses_are_written_as_backends_know_them(string address, string expected)
    {
        _writer.Address(new IPEndPoint(IPAddress.Parse(address), 80));
        Assert.Equal(expected, _writer.Written.Text());
    }

    [Fact]
    public void Memory_of_a_big_line_is_given_back_after_some_small_ones()
    {
        _writer.Raw(new byte[1_000_000]);
        Assert.True(_writer.Capacity >= 1_000_000);
        for (int i = 0; i < 64; i++)
        {
            _writer.Clear();
            _writer.Raw("small"u8);
            Assert.Equal("small", _writer.Written.Text());
        }

        Assert.InRange(_writer.Capacity, 5, 64 * 1024);
    }
}
