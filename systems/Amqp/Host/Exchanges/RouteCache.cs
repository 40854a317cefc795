namespace Millrace.Amqp.Host.Exchanges;

/// <summary>Remembers routes by address as it stands in a message, so that publishing again to the same place neither decodes names nor walks bindings. Forgets all whenever something is bound, made or deleted.</summary>
internal sealed class RouteCache
{
    // One that addresses a new key each time would fill any memory.
    private const int Most = 8192;

    private readonly Dictionary<byte[], Route> _routes;
    private readonly Dictionary<byte[], Route>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;

    public RouteCache()
    {
        _routes = new Dictionary<byte[], Route>(new BytesComparer());
        _byBytes = _routes.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public Route? Find(ReadOnlySpan<byte> address) => _byBytes.TryGetValue(address, out Route? route) ? route : null;

    public void Keep(ReadOnlySpan<byte> address, Route route)
    {
        if (_routes.Count >= Most)
        {
            _routes.Clear();
        }

        _routes[address.ToArray()] = route;
    }

    public void Clear()
    {
        if (_routes.Count > 0)
        {
            _routes.Clear();
        }
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        // Seeded at random for each process, so that nobody can choose addresses that collide.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
