using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Exchanges;

/// <summary>
/// Topic: keys are words between dots; in a binding's, * stands for one word and # for any number, none included (AMQP 0-9-1, section 3.1.3.3). A tree of words, so that the cost of a
/// message depends on its key and on the patterns near it, not on all.
/// </summary>
internal sealed class TopicIndex : BindingIndex
{
    private readonly Node _root = new();

    public override void Add(Binding binding)
    {
        Node node = _root;
        foreach (string word in binding.Key.Split('.'))
        {
            if (!node.Next.TryGetValue(word, out Node? next))
            {
                node.Next.Add(word, next = new Node());
            }

            node = next;
        }

        node.Here.Add(binding);
    }

    public override void Remove(Binding binding) => Remove(_root, binding.Key.Split('.'), 0, binding);

    public override void Match(string key, FieldTable? headers, List<Binding> into)
    {
        string[] words = key.Split('.');

        // Which places of the tree are reached after each word: a set, because several # may lead to one place in many ways.
        HashSet<Node> places = [];
        Reach(_root, places);
        foreach (string word in words)
        {
            HashSet<Node> next = [];
            foreach (Node place in places)
            {
                if (place.Next.TryGetValue(word, out Node? same) && word is not ("*" or "#"))
                {
                    Reach(same, next);
                }

                if (place.Next.TryGetValue("*", out Node? any))
                {
                    Reach(any, next);
                }

                if (place.IsMany)
                {
                    Reach(place, next);
                }
            }

            places = next;
        }

        foreach (Node place in places)
        {
            into.AddRange(place.Here);
        }
    }

    // A # behind a place is reached with it, because it may stand for no word.
    private static void Reach(Node node, HashSet<Node> places)
    {
        while (places.Add(node) && node.Next.TryGetValue("#", out Node? many))
        {
            many.IsMany = true;
            node = many;
        }
    }

    private static void Remove(Node node, string[] words, int at, Binding binding)
    {
        if (at == words.Length)
        {
            node.Here.Remove(binding);
        }
        else if (node.Next.TryGetValue(words[at], out Node? next))
        {
            Remove(next, words, at + 1, binding);
            if (next.Here.Count == 0 && next.Next.Count == 0)
            {
                node.Next.Remove(words[at]);
            }
        }
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Next { get; } = [];

        public List<Binding> Here { get; } = [];

        /// <summary>True for the place of a #, which stays reached whatever word follows.</summary>
        public bool IsMany { get; set; }
    }
}
