namespace Millrace.Gateway.Host.Routing;

/// <summary>A client that waits at its opening handshake for a backend's answer, or for a backend to ask.</summary>
internal sealed class Question
{
    public Question(Session session, long deadline)
    {
        (Session, Deadline) = (session, deadline);
        (ByAge, Place) = (new(this), new(this));
    }

    public Session Session { get; }

    /// <summary>When the client gets a 504, whoever has been asked by then.</summary>
    public long Deadline { get; }

    /// <summary>When it gets a 503, while it waits for a backend to ask.</summary>
    public long WaitsUntil { get; set; }

    /// <summary>The id under which the backend is to answer; another one each time that one is asked.</summary>
    public Guid RequestId { get; set; }

    /// <summary>The backend that has been asked; null while it waits for one.</summary>
    public BackendLedger? Asked { get; set; }

    /// <summary>How many have been asked.</summary>
    public int Asks { get; set; }

    /// <summary>What had been written to the backend before this.</summary>
    public long WrittenBefore { get; set; }

    /// <summary>Its place among all questions.</summary>
    public LinkedListNode<Question> ByAge { get; }

    /// <summary>Its place among the questions of a backend, or among those that wait for one.</summary>
    public LinkedListNode<Question> Place { get; }
}
