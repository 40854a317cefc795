using System.Globalization;
using System.Text;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Rendering;

/// <summary>A frame of patches in words, one line an operation, so that a test can say exactly which it expects.</summary>
internal ref struct PatchText
{
    private readonly ReadOnlySpan<byte> _frame;
    private readonly FrameTexts _texts;
    private WireReader _reader;
    private uint _next;

    private PatchText(ReadOnlySpan<byte> frame)
    {
        _frame = frame;
        _reader = new WireReader(frame, 1);
        _texts = FrameTexts.Begin();
    }

    internal static string[] Of(ReadOnlySpan<byte> frame)
    {
        var patches = new PatchText(frame);
        patches._reader.Number();
        patches._reader.Number();
        var lines = new List<string>();
        while (!patches._reader.AtEnd)
        {
            lines.Add(patches.Operation());
            Assert.False(patches._reader.Failed);
        }

        return [.. lines];
    }

    private string Operation()
    {
        var operation = (PatchOperation)_reader.Byte();
        uint node = _reader.Number();
        return operation switch
        {
            PatchOperation.Text => $"text {node} '{Shared()}'",
            PatchOperation.SetAttribute => $"set {node} {Name()} '{Shared()}'",
            PatchOperation.RemoveAttribute => $"unset {node} {Name()}",
            PatchOperation.Insert => $"insert in {node} before {_reader.Number()} {First()}",
            PatchOperation.Remove => $"remove {node}",
            PatchOperation.Move => $"move {node} before {_reader.Number()}",
            PatchOperation.Replace => $"replace {node} {First()}",
            PatchOperation.Value => $"value {node} '{Shared()}'",
            PatchOperation.Checked => $"checked {node} {_reader.Byte()}",
            PatchOperation.Focus => $"focus {node}",
            PatchOperation.Blur => $"blur {node}",
            PatchOperation.ScrollTo => string.Create(CultureInfo.InvariantCulture, $"scroll {node} {_reader.Signed()} {_reader.Signed()} {_reader.Byte()}"),
            PatchOperation.AddClass => $"class {node} +{Shared()}",
            PatchOperation.RemoveClass => $"class {node} -{Shared()}",
            PatchOperation.SetStyle => $"style {node} {Name()} '{Shared()}'",
            PatchOperation.RemoveStyle => $"unstyle {node} {Name()}",
            PatchOperation.Listen => $"listen {node} '{Shared()}'",
            PatchOperation.Message => $"message {node} {Shared()} {Shared()}",
            PatchOperation.PushUrl => $"push '{Shared()}'",
            PatchOperation.ReplaceUrl => $"replace url '{Shared()}'",
            PatchOperation.Title => $"title '{Shared()}'",
            PatchOperation.Leave => $"leave '{Shared()}'",
            _ => $"? {operation}",
        };
    }

    private string First()
    {
        _next = _reader.Number();
        return Tree();
    }

    private string Tree()
    {
        byte kind = _reader.Byte();
        if ((kind & 0x80) != 0)
        {
            _next = (uint)(_next + _reader.Signed());
        }

        uint id = _next++;
        if ((kind & 0x7f) != 1)
        {
            return $"{id}'{Shared()}'";
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{id}<{Name()}");
        for (uint count = _reader.Number(); count > 0; count--)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Name()}='{Shared()}'");
        }

        text.Append('>');
        for (uint count = _reader.Number(); count > 0; count--)
        {
            text.Append(Tree());
        }

        return text.Append("</>").ToString();
    }

    private string Shared() => Encoding.UTF8.GetString(_texts.Read(ref _reader, _frame));

    private string Name() => _texts.Name(ref _reader, _frame);
}
