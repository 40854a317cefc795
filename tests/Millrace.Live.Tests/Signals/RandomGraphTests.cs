namespace Millrace.Live.Tests.Signals;

/// <summary>Random graphs of computed values with sources that change by what they read, compared with computing everything anew.</summary>
public sealed class RandomGraphTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_random_graph_always_equals_its_recomputation(int seed)
    {
        var random = new Random(seed);
        var graph = new Graph(random, signals: random.Next(1, 12), computeds: random.Next(1, 40));
        int effects = random.Next(1, 6);
        for (int index = 0; index < effects; index++)
        {
            graph.Observe(random.Next(graph.Nodes), inPage: seed % 2 == 0);
        }
        for (int step = 0; step < 200; step++)
        {
            graph.Step(random);
            graph.Check();
        }
        graph.End();
        graph.CheckLeftNothing();
    }

    /// <summary>Nodes 0..s-1 are signals, the others computed from earlier nodes, which of them depends on the value of the first one read.</summary>
    private sealed class Graph
    {
        private readonly Signal<int>[] _signals;
        private readonly int[][] _inputs;
        private readonly Readable<int>[] _nodes;
        private readonly int[] _runs;
        private readonly TestPage _page = new();
        private readonly List<(int Node, int[] Seen, Action End)> _observers = [];

        internal Graph(Random random, int signals, int computeds)
        {
            _signals = [.. Enumerable.Range(0, signals).Select(_ => new Signal<int>(random.Next(8)))];
            _nodes = new Readable<int>[signals + computeds];
            _inputs = new int[_nodes.Length][];
            _runs = new int[_nodes.Length];
            _signals.CopyTo(_nodes, 0);
            for (int node = signals; node < _nodes.Length; node++)
            {
                int own = node;
                _inputs[node] = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(own))];
                _nodes[node] = new Computed<int>(() =>
                {
                    _runs[own]++;
                    return Formula(own, input => _nodes[input].Value);
                });
            }
        }

        internal int Nodes => _nodes.Length;

        internal void Observe(int node, bool inPage)
        {
            int[] seen = [int.MinValue];
            Action body = () => seen[0] = Read(node);
            if (inPage)
            {
                var probe = new Probe(_page, body, depth: node % 4);
                _observers.Add((node, seen, probe.End));
            }
            else
            {
                var effect = new Effect(body);
                _observers.Add((node, seen, effect.Dispose));
            }
        }

        internal void Step(Random random)
        {
            Array.Clear(_runs);
            bool inPage = _page.Bytes > 0;
            void Write()
            {
                for (int count = random.Next(1, 4); count > 0; count--)
                {
                    _signals[random.Next(_signals.Length)].Value = random.Next(8);
                    if (random.Next(3) == 0)
                    {
                        int peeked = random.Next(_nodes.Length);
                        Assert.Equal(Outcome(peeked), Outcome(() => _nodes[peeked].Peek()));
                        Array.Clear(_runs);
                    }
                }
            }
            if (inPage)
            {
                _page.Turn(Write);
            }
            else
            {
                Batch.Run(Write);
            }
            Assert.All(_runs, runs => Assert.InRange(runs, 0, 1));
            if (random.Next(10) == 0 && _observers.Count > 0)
            {
                int index = random.Next(_observers.Count);
                _observers[index].End();
                _observers.RemoveAt(index);
                Observe(random.Next(_nodes.Length), inPage);
            }
        }

        internal void Check()
        {
            foreach ((int node, int[] seen, _) in _observers)
            {
                Assert.Equal(Outcome(node), seen[0]);
            }
        }

        internal void End()
        {
            foreach ((_, _, Action end) in _observers)
            {
                end();
            }
        }

        internal void CheckLeftNothing()
        {
            Assert.All(_nodes, node => Assert.False(node.IsObserved));
            Assert.Equal(0, _page.Bytes);
            for (int node = 0; node < _nodes.Length; node++)
            {
                int own = node;
                Assert.Equal(Outcome(node), Outcome(() => _nodes[own].Value));
            }
        }

        private static int Outcome(Func<int> read)
        {
            try
            {
                return read();
            }
            catch (FormatException)
            {
                return -1;
            }
        }

        private int Read(int node) => Outcome(() => _nodes[node].Value);

        // The naive model: everything from the signals up, each time.
        private int Outcome(int node) => Outcome(() => Naive(node));

        private int Naive(int node) => node < _signals.Length ? _signals[node].Peek() : Formula(node, Naive);

        private int Formula(int node, Func<int, int> read)
        {
            int[] inputs = _inputs[node];
            int first = read(inputs[0]);
            if ((first + node) % 13 == 12)
            {
                throw new FormatException();
            }
            // Which inputs are read depends on what was read, and coarse outcomes often stay equal.
            int sum = first;
            for (int index = 1 + (first % 2); index < inputs.Length; index++)
            {
                sum += read(inputs[index]);
            }
            return sum % (4 + (node % 5));
        }
    }
}
