namespace Millrace.Amqp.Publishing;

/// <summary>Something whose awaiting caller is to go on.</summary>
internal interface ICompletable
{
    /// <summary>Lets the caller go on, on this thread.</summary>
    void Complete();
}
