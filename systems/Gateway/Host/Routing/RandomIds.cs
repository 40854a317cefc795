using System.Security.Cryptography;

namespace Millrace.Gateway.Host.Routing;

/// <summary>Ids from the system's cryptographic source, taken in larger pieces because each request to it costs a call of the kernel.</summary>
internal sealed class RandomIds : IdSource
{
    private readonly byte[] _pool = new byte[4096];
    private int _used = 4096;

    public override void Fill(Span<byte> target)
    {
        if (_pool.Length - _used < target.Length)
        {
            RandomNumberGenerator.Fill(_pool);
            _used = 0;
        }

        _pool.AsSpan(_used, target.Length).CopyTo(target);
        _used += target.Length;
    }
}
