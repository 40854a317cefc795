using Millrace.Live.Wire;

namespace Millrace.Live.Host.Rendering;

/// <summary>Calls a handler with what its event carries, which is read only where the handler takes it.</summary>
internal static class EventCall
{
    internal static Task? Call(Delegate handler, in EventFrame frame)
    {
        switch (handler)
        {
            case Action plain:
                plain();
                return null;
            case Action<string> text:
                text(TextOf(frame));
                return null;
            case Func<Task> work:
                return work();
            case Func<string, Task> work:
                return work(TextOf(frame));
            case Action<bool> check:
                check(IsChecked(frame));
                return null;
            case Func<bool, Task> work:
                return work(IsChecked(frame));
            case Action<ChangeEvent> change:
                change(frame.ReadChange());
                return null;
            case Func<ChangeEvent, Task> work:
                return work(frame.ReadChange());
            default:
                return CallRare(handler, frame);
        }
    }

    /// <summary>The text of a field that has changed; of several choices the first.</summary>
    internal static string TextOf(in EventFrame frame) => frame.Kind == EventKind.Choose ? frame.ReadChange().Value : frame.ReadText();

    private static bool IsChecked(in EventFrame frame) => frame.Kind == EventKind.Toggle && frame.Body[0] == 1;

    private static Task? CallRare(Delegate handler, in EventFrame frame) => handler switch
    {
        Action<MouseEvent> call => Done(call, frame.ReadMouse()),
        Func<MouseEvent, Task> call => call(frame.ReadMouse()),
        Action<WheelEvent> call => Done(call, frame.ReadWheel()),
        Func<WheelEvent, Task> call => call(frame.ReadWheel()),
        Action<KeyEvent> call => Done(call, frame.ReadKey()),
        Func<KeyEvent, Task> call => call(frame.ReadKey()),
        Action<SubmitEvent> call => Done(call, frame.ReadSubmit()),
        Func<SubmitEvent, Task> call => call(frame.ReadSubmit()),
        Action<ScrollEvent> call => Done(call, frame.ReadScroll()),
        Func<ScrollEvent, Task> call => call(frame.ReadScroll()),
        Action<TouchEvent> call => Done(call, frame.ReadTouch()),
        Func<TouchEvent, Task> call => call(frame.ReadTouch()),
        Action<DragEvent> call => Done(call, frame.ReadDrag()),
        Func<DragEvent, Task> call => call(frame.ReadDrag()),
        Action<CustomEvent> call => Done(call, frame.ReadCustom()),
        Func<CustomEvent, Task> call => call(frame.ReadCustom()),
        _ => throw new InvalidOperationException($"A {handler.GetType()} handles no event."),
    };

    private static Task? Done<T>(Action<T> call, T e)
    {
        call(e);
        return null;
    }
}
