using System.Collections.Concurrent;
using System.Text.Json;
using Millrace.Engine.Subjects.Wire;

namespace Millrace.Engine.Subjects;

/// <summary>
/// The lab's end of the subject protocol: orders go out as lines, answers come in by their id, news by <see cref="News"/>. Once it has ended, everything asked ends
/// with the reason. Safe for any thread.
/// </summary>
internal sealed class SubjectPipe(Action<string> send, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<SubjectReply>> _waiting = new();
    private long _ids;
    private string? _gone;

    /// <summary>Hears every reply, answers too, on the reader's thread.</summary>
    public Action<SubjectReply>? News { get; set; }

    /// <summary>Hears when the subject does not answer any more, once.</summary>
    public Action<string>? Hung { get; set; }

    /// <summary>Why it has ended; null while it lives.</summary>
    public string? Gone => Volatile.Read(ref _gone);

    /// <summary>A line that the subject wrote.</summary>
    public void Receive(string line)
    {
        SubjectReply? reply;
        try
        {
            reply = JsonSerializer.Deserialize(line, SubjectJson.Default.SubjectReply);
        }
        catch (JsonException)
        {
            return; // what its libraries print on standard output is bad manners, but no reason to end a run
        }

        if (reply is null)
        {
            return;
        }

        News?.Invoke(reply);
        if (reply.Id is { } id && _waiting.TryRemove(id, out TaskCompletionSource<SubjectReply>? waiting))
        {
            waiting.TrySetResult(reply);
        }
    }

    /// <summary>
    /// Gives an order and waits for the answer. Throws <see cref="SubjectGoneException"/> where there is none to be had, <see cref="ClientException"/> where the
    /// subject says that it could not.
    /// </summary>
    public async Task<SubjectReply> AskAsync(SubjectOrder order, TimeSpan within, CancellationToken cancellationToken = default)
    {
        var waiting = new TaskCompletionSource<SubjectReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        long id = Interlocked.Increment(ref _ids);
        _waiting[id] = waiting;
        try
        {
            if (Gone is { } gone)
            {
                throw new SubjectGoneException(gone);
            }

            send(JsonSerializer.Serialize(order with { Id = id }, SubjectJson.Default.SubjectOrder));
            SubjectReply reply = await waiting.Task.WaitAsync(within, time, cancellationToken).ConfigureAwait(false);
            return reply.Error is null ? reply : throw new ClientException("subject", reply.Error);
        }
        catch (IOException e)
        {
            throw new SubjectGoneException($"the subject does not read its orders any more ({e.Message})");
        }
        catch (TimeoutException)
        {
            string why = FormattableString.Invariant($"the subject did not answer to '{order.Do}' within {within.TotalSeconds:0.#} s");
            if (End(why))
            {
                Hung?.Invoke(why);
            }

            throw new SubjectGoneException(Gone ?? why);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Nothing more will come; true for the first who says so.</summary>
    public bool End(string why)
    {
        if (Interlocked.CompareExchange(ref _gone, why, null) is not null)
        {
            return false;
        }

        foreach (TaskCompletionSource<SubjectReply> waiting in _waiting.Values)
        {
            waiting.TrySetException(new SubjectGoneException(why));
        }

        return true;
    }
}
