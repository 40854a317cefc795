namespace Millrace.Results;

/// <summary>Adds up every operation over many intervals, by name.</summary>
internal sealed class OperationBook
{
    /// <summary>More than any system has; further ones of a log that a stranger made up are left out.</summary>
    public const int MostOperations = 200;

    private readonly Dictionary<string, OperationTotals> _totals = new(StringComparer.Ordinal);

    public void Add(IReadOnlyDictionary<string, IntervalOperation> operations)
    {
        foreach ((string name, IntervalOperation operation) in operations)
        {
            if (!_totals.TryGetValue(name, out OperationTotals? total))
            {
                if (_totals.Count == MostOperations)
                {
                    continue;
                }

                _totals[name] = total = new OperationTotals();
            }

            total.Add(operation);
        }
    }

    /// <summary>What they come to.</summary>
    /// <param name="seconds">How long the intervals are together.</param>
    public IReadOnlyDictionary<string, OperationResult> Over(double seconds) => _totals.ToDictionary(pair => pair.Key, pair => pair.Value.Over(seconds));
}
