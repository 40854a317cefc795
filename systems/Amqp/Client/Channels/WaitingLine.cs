namespace Millrace.Amqp.Channels;

/// <summary>Those who wait, in the order in which they came; anyone may leave. Not safe by itself: its owner's lock is around it.</summary>
internal sealed class WaitingLine<T>
    where T : WaitingPlace<T>
{
    private T? _last;

    public T? First { get; private set; }

    public int Count { get; private set; }

    public void Add(T waiter)
    {
        waiter.IsInLine = true;
        waiter.Before = _last;
        waiter.After = null;
        if (_last is { } last)
        {
            last.After = waiter;
        }
        else
        {
            First = waiter;
        }

        _last = waiter;
        Count++;
    }

    /// <summary>Puts one back who was first in line already.</summary>
    public void AddFirst(T waiter)
    {
        if (First is not { } first)
        {
            Add(waiter);
            return;
        }

        waiter.IsInLine = true;
        waiter.Before = null;
        waiter.After = first;
        first.Before = waiter;
        First = waiter;
        Count++;
    }

    /// <summary>False where somebody else has taken it out already.</summary>
    public bool Remove(T waiter)
    {
        if (!waiter.IsInLine)
        {
            return false;
        }

        waiter.IsInLine = false;
        if (waiter.Before is { } before)
        {
            before.After = waiter.After;
        }
        else
        {
            First = waiter.After;
        }

        if (waiter.After is { } after)
        {
            after.Before = waiter.Before;
        }
        else
        {
            _last = waiter.Before;
        }

        waiter.Before = waiter.After = null;
        Count--;
        return true;
    }
}
