using Millrace.Live.Wire;

namespace Millrace.Live.Host.Rendering;

/// <content>Events.</content>
internal sealed partial class MountedPage
{
    /// <summary>Calls the handlers of an event. Nothing is rendered: the session flushes afterwards.</summary>
    internal DispatchOutcome Dispatch(in EventFrame frame)
    {
        if (Failure is not null)
        {
            return DispatchOutcome.Refused;
        }

        using (Enter())
        {
            _turns++;
            try
            {
                return frame.Node == 0 ? DispatchToPage(frame) : DispatchToElement(frame);
            }
            finally
            {
                _turns--;
            }
        }
    }

    private DispatchOutcome DispatchToPage(in EventFrame frame)
    {
        switch (frame.Kind)
        {
            case EventKind.Resize:
                ResizeEvent size = frame.ReadResize();
                Context.Resized((int)Math.Min(size.Width, int.MaxValue), (int)Math.Min(size.Height, int.MaxValue));
                return DispatchOutcome.Handled;
            case EventKind.Navigate:
                return Context.WentTo(frame.ReadNavigate(out _)) ? DispatchOutcome.Handled : DispatchOutcome.Refused;
            case EventKind.Custom:
                return Context.Hear(frame.ReadCustom(), this) ? DispatchOutcome.Handled : DispatchOutcome.NoSuchHandler;
            default:
                return DispatchOutcome.NoSuchHandler;
        }
    }

    private DispatchOutcome DispatchToElement(in EventFrame frame)
    {
        ElementNode? element = Listening.Find(frame.Node);
        if (element is null)
        {
            return DispatchOutcome.NoSuchNode;
        }

        NoteShown(element, frame);
        string? custom = frame.Kind == EventKind.Custom ? frame.ReadCustom().Name : null;
        bool isHandled = false;
        foreach (Modifier modifier in element.Modifiers)
        {
            if (modifier is not EventModifier handler || !handler.Hears(frame.Kind) || (custom is not null && handler.Slot.Name != custom))
            {
                continue;
            }

            isHandled = true;
            try
            {
                if (handler.Call(frame) is { IsCompletedSuccessfully: false } work)
                {
                    _ = Watch(work, element);
                }
            }
            catch (RefusedValueException)
            {
                return DispatchOutcome.Refused;
            }
            catch (Exception error)
            {
                Failed(element, error, FailurePlace.Handler);
            }
        }

        return isHandled ? DispatchOutcome.Handled : DispatchOutcome.NoSuchHandler;
    }

    /// <summary>Waits for something that an author's code does beside the page; what it throws goes to the boundary around where it began.</summary>
    internal async Task Watch(Task work, Node place)
    {
        try
        {
            await work.ConfigureAwait(true);
        }
        catch (OperationCanceledException) when (HasEnded)
        {
            // What was done for a page that is gone has nobody to tell.
        }
        catch (Exception error)
        {
            using (Enter())
            {
                Failed(place, error, FailurePlace.AsyncHandler);
            }
        }
    }

    // What the client says of its fields is what it shows now, so that it is not sent back.
    private void NoteShown(ElementNode element, in EventFrame frame)
    {
        switch (frame.Kind)
        {
            case EventKind.Input or EventKind.Change or EventKind.Choose:
                if (element.Find<PropertyModifier>() is { IsChecked: false } value)
                {
                    value.ClientShows(EventCall.TextOf(frame), this);
                }

                break;
            case EventKind.Toggle:
                foreach (Modifier modifier in element.Modifiers)
                {
                    if (modifier is PropertyModifier { IsChecked: true } box)
                    {
                        box.ClientShows(frame.Body[0] == 1 ? "" : null, this);
                    }
                }

                break;
            case EventKind.Submit:
                FormFields.Shown(element, frame.ReadSubmit(), this);
                break;
            case EventKind.Reset:
                FormFields.Shown(element, null, this);
                break;
        }
    }
}
