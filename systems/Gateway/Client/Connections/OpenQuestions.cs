using System.Globalization;

namespace Millrace.Gateway.Client.Connections;

/// <summary>What the gateway has been asked and has not answered, on one connection.</summary>
internal sealed class OpenQuestions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource<long>> _open = [];
    private long _last;
    private Exception? _end;

    public (string Id, Task<long> Answer) Open()
    {
        TaskCompletionSource<long> question = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            string id = "q" + (++_last).ToString(CultureInfo.InvariantCulture);
            _open.Add(id, question);
            if (_end is not null)
            {
                question.SetException(_end);
            }

            return (id, question.Task);
        }
    }

    public void Close(string id)
    {
        lock (_lock)
        {
            _open.Remove(id);
        }
    }

    /// <summary>False where nobody asked, or has given up.</summary>
    public bool TryAnswer(string id, long answer) => Find(id)?.TrySetResult(answer) ?? false;

    /// <summary>False where nobody asked, or has given up.</summary>
    public bool TryRefuse(string id, string reason) => Find(id)?.TrySetException(new GatewayProblemException($"The gateway refused: {reason}")) ?? false;

    public void FailAll(Exception end)
    {
        lock (_lock)
        {
            _end = end;
            foreach (TaskCompletionSource<long> question in _open.Values)
            {
                question.TrySetException(end);
            }
        }
    }

    private TaskCompletionSource<long>? Find(string id)
    {
        lock (_lock)
        {
            return _open.GetValueOrDefault(id);
        }
    }
}
