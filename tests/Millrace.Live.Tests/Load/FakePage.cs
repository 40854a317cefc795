using System.Globalization;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Load;

/// <summary>The bench page of one session of a <see cref="FakeLiveServer"/>: a field, its echo and a list, written straight in frames.</summary>
internal sealed class FakePage(int items)
{
    private const uint InputNode = 2;
    private const uint EchoText = 4;
    private const uint FirstItem = 6;

    private readonly PatchWriter _patches = new();
    private readonly DocumentWriter _document = new();
    private readonly string[] _items = [.. Enumerable.Range(0, items).Select(i => $"Item {i}")];
    private string _echo = "";

    public uint LastPatch { get; set; }

    public uint LastEvent { get; set; }

    public ReadOnlyMemory<byte> Document()
    {
        _document.Begin(++LastPatch, LastEvent, "Bench", "/bench", 1);
        uint id = 1;
        _document.Element(id++, "div", 0, 3);
        _document.Element(id++, "input", 1, 0);
        _document.Attribute("l-on", "input");
        _document.Element(id++, "div", 1, 1);
        _document.Attribute("id", "echo");
        _document.TextNode(id++, _echo);
        _document.Element(id++, "ul", 0, _items.Length);
        foreach (string item in _items)
        {
            _document.Element(id++, "li", 0, 1);
            _document.TextNode(id++, item);
        }

        return _document.End();
    }

    /// <summary>The patches that an input makes; <paramref name="lie"/> is told of the item in the place of the value.</summary>
    public ReadOnlyMemory<byte> Input(in EventFrame input, bool wantsAck, string? echo = null, string? lie = null)
    {
        Assert.Equal(InputNode, input.Node);
        LastEvent = input.Sequence;
        _echo = input.ReadText();
        int place = (int)(input.Sequence % (uint)_items.Length);
        _items[place] = _echo;
        _patches.Begin(++LastPatch, LastEvent);
        _patches.SetText(EchoText, echo ?? _echo);
        _patches.SetText(FirstItem + ((uint)place * 2) + 1, lie ?? _items[place]);
        return _patches.End(wantsAck);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_items.Length} items, patch {LastPatch}, event {LastEvent}");
}
