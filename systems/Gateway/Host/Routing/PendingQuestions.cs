namespace Millrace.Gateway.Host.Routing;

/// <summary>
/// The questions under way: whom to ask, what comes back, and what happens when nothing does. Both waiting times are the same for every
/// question, so the oldest is always the first to run out and lists are all it takes.
/// </summary>
internal sealed class PendingQuestions(
    SwitchboardOptions options, BackendList backends, Recovery recovery, EventWriter writer, SwitchboardCounters counters, long ticksPerSecond)
{
    private readonly Dictionary<Guid, Question> _asked = [];
    private readonly LinkedList<Question> _byAge = [];
    private readonly LinkedList<Question> _waiting = [];
    private readonly long _timeout = (long)(options.RequestTimeout.TotalSeconds * ticksPerSecond);
    private readonly long _wait = (long)(options.BackendWait.TotalSeconds * ticksPerSecond);

    /// <summary>Questions under way.</summary>
    public int Count => _byAge.Count;

    /// <summary>Those of them that no backend has been asked yet.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>A new question. False where there are too many.</summary>
    public bool TryAdd(Session session, long now)
    {
        if (Count >= options.MaxPending)
        {
            return false;
        }

        Question question = new(session, now + _timeout);
        session.Question = question;
        _byAge.AddLast(question.ByAge);
        Place(question, now);
        return true;
    }

    /// <summary>Takes the question that a backend answers. Null where that backend has been asked no such thing, or no longer.</summary>
    public Question? Take(BackendLedger ledger, ReadOnlySpan<char> requestId)
    {
        if (!Guid.TryParse(requestId, out Guid id) || !_asked.TryGetValue(id, out Question? question) || question.Asked != ledger)
        {
            return null;
        }

        Remove(question);
        return question;
    }

    /// <summary>Ends a question, answered or not.</summary>
    public void Remove(Question question)
    {
        Unplace(question);
        _byAge.Remove(question.ByAge);
        question.Session.Question = null;
    }

    /// <summary>Asks what waits, as far as there is a backend that takes questions.</summary>
    public void AskWaiting(long now)
    {
        while (_waiting.First is { } first && backends.ForQuestion() is { } ledger)
        {
            _waiting.Remove(first);
            Ask(first.Value, ledger);
        }
    }

    /// <summary>Finds another place for each question of a backend that has left. Those that have ended too many backends already are given back.</summary>
    public IReadOnlyList<Question> Move(BackendLedger from, long now)
    {
        List<Question> hopeless = [];
        while (from.Questions.First is { } first)
        {
            Unplace(first.Value);
            if (first.Value.Asks >= options.MaxAsks)
            {
                hopeless.Add(first.Value);
                _byAge.Remove(first.Value.ByAge);
                first.Value.Session.Question = null;
                continue;
            }

            counters.AskedAgain++;
            Place(first.Value, now);
        }

        return hopeless;
    }

    /// <summary>Takes one question whose time is over; null where there is none. Its <see cref="Question.Asked"/> says whether a backend is to blame.</summary>
    public Question? TakeExpired(long now)
    {
        Question? question = _byAge.First is { } oldest && oldest.Value.Deadline <= now ? oldest.Value
            : _waiting.First is { } first && first.Value.WaitsUntil <= now ? first.Value
            : null;
        if (question is not null)
        {
            BackendLedger? asked = question.Asked;
            Remove(question);
            question.Asked = asked;
        }

        return question;
    }

    private void Place(Question question, long now)
    {
        // Behind those that wait already, so that nobody overtakes them.
        if (_waiting.Count == 0 && backends.ForQuestion() is { } ledger)
        {
            Ask(question, ledger);
            return;
        }

        question.WaitsUntil = now + _wait;
        _waiting.AddLast(question.Place);
    }

    private void Ask(Question question, BackendLedger ledger)
    {
        question.RequestId = writer.NewRequestId();
        question.Asked = ledger;
        question.Asks++;
        question.WrittenBefore = ledger.Written;
        _asked.Add(question.RequestId, question);
        ledger.Questions.AddLast(question.Place);
        counters.Asked++;
        ClientRequest request = question.Session.Request!;
        string resumes = ledger.Backend.Agreement.SaidHello ? recovery.Resumable(request)?.Id ?? "" : "";
        ledger.Backend.Send(writer.Question(question.RequestId, request, resumes));
    }

    private void Unplace(Question question)
    {
        if (question.Asked is not null)
        {
            _asked.Remove(question.RequestId);
            question.Asked = null;
        }

        question.Place.List?.Remove(question.Place);
    }
}
