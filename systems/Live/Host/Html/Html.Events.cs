using Millrace.Live.Wire;

namespace Millrace.Live;

/// <content>Handlers. A handler that returns a task is awaited; the page goes on meanwhile.</content>
public static partial class Html
{
    /// <summary>The element is clicked, or chosen by the keyboard.</summary>
    public static EventModifier OnClick(Action handler) => new("click", EventKind.Click, handler);

    /// <summary>The element is clicked, or chosen by the keyboard.</summary>
    public static EventModifier OnClick(Func<Task> handler) => new("click", EventKind.Click, handler);

    /// <summary>The element is clicked, or chosen by the keyboard.</summary>
    public static EventModifier OnClick(Action<MouseEvent> handler) => new("click", EventKind.Click, handler);

    /// <summary>The element is clicked, or chosen by the keyboard.</summary>
    public static EventModifier OnClick(Func<MouseEvent, Task> handler) => new("click", EventKind.Click, handler);

    /// <summary>The element is clicked twice.</summary>
    public static EventModifier OnDoubleClick(Action handler) => new("dblclick", EventKind.DoubleClick, handler);

    /// <summary>The element is clicked twice.</summary>
    public static EventModifier OnDoubleClick(Func<Task> handler) => new("dblclick", EventKind.DoubleClick, handler);

    /// <summary>The element is clicked twice.</summary>
    public static EventModifier OnDoubleClick(Action<MouseEvent> handler) => new("dblclick", EventKind.DoubleClick, handler);

    /// <summary>The element is clicked twice.</summary>
    public static EventModifier OnDoubleClick(Func<MouseEvent, Task> handler) => new("dblclick", EventKind.DoubleClick, handler);

    /// <summary>The element is pressed.</summary>
    public static EventModifier OnMouseDown(Action handler) => new("mousedown", EventKind.MouseDown, handler);

    /// <summary>The element is pressed.</summary>
    public static EventModifier OnMouseDown(Func<Task> handler) => new("mousedown", EventKind.MouseDown, handler);

    /// <summary>The element is pressed.</summary>
    public static EventModifier OnMouseDown(Action<MouseEvent> handler) => new("mousedown", EventKind.MouseDown, handler);

    /// <summary>The element is pressed.</summary>
    public static EventModifier OnMouseDown(Func<MouseEvent, Task> handler) => new("mousedown", EventKind.MouseDown, handler);

    /// <summary>The element is let go.</summary>
    public static EventModifier OnMouseUp(Action handler) => new("mouseup", EventKind.MouseUp, handler);

    /// <summary>The element is let go.</summary>
    public static EventModifier OnMouseUp(Func<Task> handler) => new("mouseup", EventKind.MouseUp, handler);

    /// <summary>The element is let go.</summary>
    public static EventModifier OnMouseUp(Action<MouseEvent> handler) => new("mouseup", EventKind.MouseUp, handler);

    /// <summary>The element is let go.</summary>
    public static EventModifier OnMouseUp(Func<MouseEvent, Task> handler) => new("mouseup", EventKind.MouseUp, handler);

    /// <summary>The element is moved over; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnMouseMove(Action handler) => new("mousemove", EventKind.MouseMove, handler);

    /// <summary>The element is moved over; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnMouseMove(Func<Task> handler) => new("mousemove", EventKind.MouseMove, handler);

    /// <summary>The element is moved over; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnMouseMove(Action<MouseEvent> handler) => new("mousemove", EventKind.MouseMove, handler);

    /// <summary>The element is moved over; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnMouseMove(Func<MouseEvent, Task> handler) => new("mousemove", EventKind.MouseMove, handler);

    /// <summary>The element is entered by the mouse.</summary>
    public static EventModifier OnMouseEnter(Action handler) => new("mouseenter", EventKind.MouseEnter, handler);

    /// <summary>The element is entered by the mouse.</summary>
    public static EventModifier OnMouseEnter(Func<Task> handler) => new("mouseenter", EventKind.MouseEnter, handler);

    /// <summary>The element is entered by the mouse.</summary>
    public static EventModifier OnMouseEnter(Action<MouseEvent> handler) => new("mouseenter", EventKind.MouseEnter, handler);

    /// <summary>The element is entered by the mouse.</summary>
    public static EventModifier OnMouseEnter(Func<MouseEvent, Task> handler) => new("mouseenter", EventKind.MouseEnter, handler);

    /// <summary>The element is left by the mouse.</summary>
    public static EventModifier OnMouseLeave(Action handler) => new("mouseleave", EventKind.MouseLeave, handler);

    /// <summary>The element is left by the mouse.</summary>
    public static EventModifier OnMouseLeave(Func<Task> handler) => new("mouseleave", EventKind.MouseLeave, handler);

    /// <summary>The element is left by the mouse.</summary>
    public static EventModifier OnMouseLeave(Action<MouseEvent> handler) => new("mouseleave", EventKind.MouseLeave, handler);

    /// <summary>The element is left by the mouse.</summary>
    public static EventModifier OnMouseLeave(Func<MouseEvent, Task> handler) => new("mouseleave", EventKind.MouseLeave, handler);

    /// <summary>The element is asked for its menu.</summary>
    public static EventModifier OnContextMenu(Action handler) => new("contextmenu", EventKind.ContextMenu, handler);

    /// <summary>The element is asked for its menu.</summary>
    public static EventModifier OnContextMenu(Func<Task> handler) => new("contextmenu", EventKind.ContextMenu, handler);

    /// <summary>The element is asked for its menu.</summary>
    public static EventModifier OnContextMenu(Action<MouseEvent> handler) => new("contextmenu", EventKind.ContextMenu, handler);

    /// <summary>The element is asked for its menu.</summary>
    public static EventModifier OnContextMenu(Func<MouseEvent, Task> handler) => new("contextmenu", EventKind.ContextMenu, handler);

    /// <summary>The element is turned over.</summary>
    public static EventModifier OnWheel(Action handler) => new("wheel", EventKind.Wheel, handler);

    /// <summary>The element is turned over.</summary>
    public static EventModifier OnWheel(Func<Task> handler) => new("wheel", EventKind.Wheel, handler);

    /// <summary>The element is turned over.</summary>
    public static EventModifier OnWheel(Action<WheelEvent> handler) => new("wheel", EventKind.Wheel, handler);

    /// <summary>The element is turned over.</summary>
    public static EventModifier OnWheel(Func<WheelEvent, Task> handler) => new("wheel", EventKind.Wheel, handler);

    /// <summary>The element is given a key.</summary>
    public static EventModifier OnKeyDown(Action handler) => new("keydown", EventKind.KeyDown, handler);

    /// <summary>The element is given a key.</summary>
    public static EventModifier OnKeyDown(Func<Task> handler) => new("keydown", EventKind.KeyDown, handler);

    /// <summary>The element is given a key.</summary>
    public static EventModifier OnKeyDown(Action<KeyEvent> handler) => new("keydown", EventKind.KeyDown, handler);

    /// <summary>The element is given a key.</summary>
    public static EventModifier OnKeyDown(Func<KeyEvent, Task> handler) => new("keydown", EventKind.KeyDown, handler);

    /// <summary>The element is released from a key.</summary>
    public static EventModifier OnKeyUp(Action handler) => new("keyup", EventKind.KeyUp, handler);

    /// <summary>The element is released from a key.</summary>
    public static EventModifier OnKeyUp(Func<Task> handler) => new("keyup", EventKind.KeyUp, handler);

    /// <summary>The element is released from a key.</summary>
    public static EventModifier OnKeyUp(Action<KeyEvent> handler) => new("keyup", EventKind.KeyUp, handler);

    /// <summary>The element is released from a key.</summary>
    public static EventModifier OnKeyUp(Func<KeyEvent, Task> handler) => new("keyup", EventKind.KeyUp, handler);

    /// <summary>The element is sent; the browser's own sending is prevented.</summary>
    public static EventModifier OnSubmit(Action handler) => new("submit", EventKind.Submit, handler, prevents: true);

    /// <summary>The element is sent; the browser's own sending is prevented.</summary>
    public static EventModifier OnSubmit(Func<Task> handler) => new("submit", EventKind.Submit, handler, prevents: true);

    /// <summary>The element is sent; the browser's own sending is prevented.</summary>
    public static EventModifier OnSubmit(Action<SubmitEvent> handler) => new("submit", EventKind.Submit, handler, prevents: true);

    /// <summary>The element is sent; the browser's own sending is prevented.</summary>
    public static EventModifier OnSubmit(Func<SubmitEvent, Task> handler) => new("submit", EventKind.Submit, handler, prevents: true);

    /// <summary>The element is reset.</summary>
    public static EventModifier OnReset(Action handler) => new("reset", EventKind.Reset, handler);

    /// <summary>The element is reset.</summary>
    public static EventModifier OnReset(Func<Task> handler) => new("reset", EventKind.Reset, handler);

    /// <summary>The element is focused, it or something in it.</summary>
    public static EventModifier OnFocus(Action handler) => new("focus", EventKind.Focus, handler);

    /// <summary>The element is focused, it or something in it.</summary>
    public static EventModifier OnFocus(Func<Task> handler) => new("focus", EventKind.Focus, handler);

    /// <summary>The element is left by the focus, it or something in it.</summary>
    public static EventModifier OnBlur(Action handler) => new("blur", EventKind.Blur, handler);

    /// <summary>The element is left by the focus, it or something in it.</summary>
    public static EventModifier OnBlur(Func<Task> handler) => new("blur", EventKind.Blur, handler);

    /// <summary>The element is scrolled; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnScroll(Action handler) => new("scroll", EventKind.Scroll, handler);

    /// <summary>The element is scrolled; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnScroll(Func<Task> handler) => new("scroll", EventKind.Scroll, handler);

    /// <summary>The element is scrolled; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnScroll(Action<ScrollEvent> handler) => new("scroll", EventKind.Scroll, handler);

    /// <summary>The element is scrolled; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnScroll(Func<ScrollEvent, Task> handler) => new("scroll", EventKind.Scroll, handler);

    /// <summary>The element is touched.</summary>
    public static EventModifier OnTouchStart(Action handler) => new("touchstart", EventKind.TouchStart, handler);

    /// <summary>The element is touched.</summary>
    public static EventModifier OnTouchStart(Func<Task> handler) => new("touchstart", EventKind.TouchStart, handler);

    /// <summary>The element is touched.</summary>
    public static EventModifier OnTouchStart(Action<TouchEvent> handler) => new("touchstart", EventKind.TouchStart, handler);

    /// <summary>The element is touched.</summary>
    public static EventModifier OnTouchStart(Func<TouchEvent, Task> handler) => new("touchstart", EventKind.TouchStart, handler);

    /// <summary>The element is touched and moved over; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnTouchMove(Action handler) => new("touchmove", EventKind.TouchMove, handler);

    /// <summary>The element is touched and moved over; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnTouchMove(Func<Task> handler) => new("touchmove", EventKind.TouchMove, handler);

    /// <summary>The element is touched and moved over; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnTouchMove(Action<TouchEvent> handler) => new("touchmove", EventKind.TouchMove, handler);

    /// <summary>The element is touched and moved over; often, so give it a <c>Throttle</c>.</summary>
    public static EventModifier OnTouchMove(Func<TouchEvent, Task> handler) => new("touchmove", EventKind.TouchMove, handler);

    /// <summary>The element is touched no more.</summary>
    public static EventModifier OnTouchEnd(Action handler) => new("touchend", EventKind.TouchEnd, handler);

    /// <summary>The element is touched no more.</summary>
    public static EventModifier OnTouchEnd(Func<Task> handler) => new("touchend", EventKind.TouchEnd, handler);

    /// <summary>The element is touched no more.</summary>
    public static EventModifier OnTouchEnd(Action<TouchEvent> handler) => new("touchend", EventKind.TouchEnd, handler);

    /// <summary>The element is touched no more.</summary>
    public static EventModifier OnTouchEnd(Func<TouchEvent, Task> handler) => new("touchend", EventKind.TouchEnd, handler);

    /// <summary>The element is touched no more because the browser took over.</summary>
    public static EventModifier OnTouchCancel(Action handler) => new("touchcancel", EventKind.TouchCancel, handler);

    /// <summary>The element is touched no more because the browser took over.</summary>
    public static EventModifier OnTouchCancel(Func<Task> handler) => new("touchcancel", EventKind.TouchCancel, handler);

    /// <summary>The element is touched no more because the browser took over.</summary>
    public static EventModifier OnTouchCancel(Action<TouchEvent> handler) => new("touchcancel", EventKind.TouchCancel, handler);

    /// <summary>The element is touched no more because the browser took over.</summary>
    public static EventModifier OnTouchCancel(Func<TouchEvent, Task> handler) => new("touchcancel", EventKind.TouchCancel, handler);

    /// <summary>The element is picked up.</summary>
    public static EventModifier OnDragStart(Action handler) => new("dragstart", EventKind.DragStart, handler);

    /// <summary>The element is picked up.</summary>
    public static EventModifier OnDragStart(Func<Task> handler) => new("dragstart", EventKind.DragStart, handler);

    /// <summary>The element is picked up.</summary>
    public static EventModifier OnDragStart(Action<DragEvent> handler) => new("dragstart", EventKind.DragStart, handler);

    /// <summary>The element is picked up.</summary>
    public static EventModifier OnDragStart(Func<DragEvent, Task> handler) => new("dragstart", EventKind.DragStart, handler);

    /// <summary>The element is dropped somewhere or nowhere.</summary>
    public static EventModifier OnDragEnd(Action handler) => new("dragend", EventKind.DragEnd, handler);

    /// <summary>The element is dropped somewhere or nowhere.</summary>
    public static EventModifier OnDragEnd(Func<Task> handler) => new("dragend", EventKind.DragEnd, handler);

    /// <summary>The element is dropped somewhere or nowhere.</summary>
    public static EventModifier OnDragEnd(Action<DragEvent> handler) => new("dragend", EventKind.DragEnd, handler);

    /// <summary>The element is dropped somewhere or nowhere.</summary>
    public static EventModifier OnDragEnd(Func<DragEvent, Task> handler) => new("dragend", EventKind.DragEnd, handler);

    /// <summary>The element is entered by something dragged.</summary>
    public static EventModifier OnDragEnter(Action handler) => new("dragenter", EventKind.DragEnter, handler);

    /// <summary>The element is entered by something dragged.</summary>
    public static EventModifier OnDragEnter(Func<Task> handler) => new("dragenter", EventKind.DragEnter, handler);

    /// <summary>The element is entered by something dragged.</summary>
    public static EventModifier OnDragEnter(Action<DragEvent> handler) => new("dragenter", EventKind.DragEnter, handler);

    /// <summary>The element is entered by something dragged.</summary>
    public static EventModifier OnDragEnter(Func<DragEvent, Task> handler) => new("dragenter", EventKind.DragEnter, handler);

    /// <summary>The element is left by something dragged.</summary>
    public static EventModifier OnDragLeave(Action handler) => new("dragleave", EventKind.DragLeave, handler);

    /// <summary>The element is left by something dragged.</summary>
    public static EventModifier OnDragLeave(Func<Task> handler) => new("dragleave", EventKind.DragLeave, handler);

    /// <summary>The element is left by something dragged.</summary>
    public static EventModifier OnDragLeave(Action<DragEvent> handler) => new("dragleave", EventKind.DragLeave, handler);

    /// <summary>The element is left by something dragged.</summary>
    public static EventModifier OnDragLeave(Func<DragEvent, Task> handler) => new("dragleave", EventKind.DragLeave, handler);

    /// <summary>The element is dragged over; prevent it where a drop is welcome.</summary>
    public static EventModifier OnDragOver(Action handler) => new("dragover", EventKind.DragOver, handler);

    /// <summary>The element is dragged over; prevent it where a drop is welcome.</summary>
    public static EventModifier OnDragOver(Func<Task> handler) => new("dragover", EventKind.DragOver, handler);

    /// <summary>The element is dragged over; prevent it where a drop is welcome.</summary>
    public static EventModifier OnDragOver(Action<DragEvent> handler) => new("dragover", EventKind.DragOver, handler);

    /// <summary>The element is dragged over; prevent it where a drop is welcome.</summary>
    public static EventModifier OnDragOver(Func<DragEvent, Task> handler) => new("dragover", EventKind.DragOver, handler);

    /// <summary>The element is dropped on; the event has the plain text.</summary>
    public static EventModifier OnDrop(Action handler) => new("drop", EventKind.Drop, handler);

    /// <summary>The element is dropped on; the event has the plain text.</summary>
    public static EventModifier OnDrop(Func<Task> handler) => new("drop", EventKind.Drop, handler);

    /// <summary>The element is dropped on; the event has the plain text.</summary>
    public static EventModifier OnDrop(Action<DragEvent> handler) => new("drop", EventKind.Drop, handler);

    /// <summary>The element is dropped on; the event has the plain text.</summary>
    public static EventModifier OnDrop(Func<DragEvent, Task> handler) => new("drop", EventKind.Drop, handler);
}
