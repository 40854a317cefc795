namespace Millrace.Amqp.Channels;

/// <summary>A place in a <see cref="WaitingLine{T}"/>, linked by itself so that standing in line costs nothing. The line's.</summary>
internal abstract class WaitingPlace<T>
    where T : WaitingPlace<T>
{
    public T? Before { get; set; }

    public T? After { get; set; }

    public bool IsInLine { get; set; }
}
