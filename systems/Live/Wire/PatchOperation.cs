namespace Millrace.Live.Wire;

/// <summary>One change of the page, inside a frame of patches.</summary>
public enum PatchOperation : byte
{
    None = 0,
    Text = 0x01,
    SetAttribute = 0x02,
    RemoveAttribute = 0x03,
    Insert = 0x04,
    Remove = 0x05,
    Move = 0x06,
    Replace = 0x07,
    Value = 0x08,
    Checked = 0x09,
    Focus = 0x0B,
    Blur = 0x0C,
    ScrollTo = 0x0D,
    AddClass = 0x10,
    RemoveClass = 0x11,
    SetStyle = 0x12,
    RemoveStyle = 0x13,
    Listen = 0x14,
    Message = 0x20,
    PushUrl = 0x30,
    ReplaceUrl = 0x31,
    Title = 0x32,
    Leave = 0x33,
}
