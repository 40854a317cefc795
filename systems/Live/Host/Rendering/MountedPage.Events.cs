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
            if (modifier is not EventModifier handler || !handler.Hears(frame.Kind) || (custom is not null && handler.Slot.Name != custom)
                || (handler.IsForKeys && frame.Kind is EventKind.KeyDown or EventKind.KeyUp && !handler.HearsKey(frame.ReadKey().Key)))
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
        BoundaryRegion? around = BoundaryAround(place);
        try
        {
            await work.ConfigureAwait(true);
        }
        catch (OperationCanceledException) when (HasEnded || place.FindPage() is null)
        {
            // What was done for something that is gone has nobody to tell.
        }
        catch (Exception error)
        {
            using (Enter())
            {
                if (place.FindPage() is null)
                {
                    FailedLate(around, error);
                }
                else
                {
                    Failed(place, error, FailurePlace.AsyncHandler);
                }
            }
        }
    }

    // What began it is gone: the boundary that was around it shows the failure where it is still there, and the page goes on in any case.
    private void FailedLate(BoundaryRegion? around, Exception error)
    {
        var failure = new PageFailure(error, FailurePlace.AsyncHandler, ComponentOf(around));
        if (around?.FindPage() is not null)
        {
            around.Take(failure);
        }

        Report(failure);
    }

    private static BoundaryRegion? BoundaryAround(Node? node)
    {
        while (node is not (null or BoundaryRegion))
        {
            node = node.Parent;
        }

        return (BoundaryRegion?)node;
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

                if (frame.Body[0] == 1)
                {
                    FormFields.Chosen(element, this);
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
