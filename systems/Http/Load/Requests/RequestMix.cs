namespace Millrace.Http.Load.Requests;

/// <summary>Chooses among several requests by their weights.</summary>
internal sealed class RequestMix
{
    private readonly PlannedRequest[] _requests;
    private readonly double[] _upTo;

    public RequestMix(PlannedRequest[] requests)
    {
        _requests = requests;
        _upTo = new double[requests.Length];
        double sum = 0;
        for (int i = 0; i < requests.Length; i++)
        {
            _upTo[i] = sum += requests[i].Spec.Weight;
        }
    }

    /// <summary>The next one of a client, by its own chance.</summary>
    public PlannedRequest Next(Random random)
    {
        if (_requests.Length == 1)
        {
            return _requests[0];
        }

        double at = random.NextDouble() * _upTo[^1];
        int i = 0;
        while (i < _upTo.Length - 1 && at >= _upTo[i])
        {
            i++;
        }

        return _requests[i];
    }
}
