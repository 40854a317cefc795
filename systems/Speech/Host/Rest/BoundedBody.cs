using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Millrace.Speech.Host.Rest;

/// <summary>
/// A request's body that may be only so long. The web server's own limit would cut the connection while the client still sends, which then never sees why; here it is lifted, we answer, and
/// the web server passes over what still comes, for a few seconds.
/// </summary>
internal sealed class BoundedBody : Stream
{
    private readonly Stream _body;
    private readonly long _longest;
    private readonly long? _announced;
    private SpoolBudget? _budget;
    private int _retryAfterSeconds;
    private long _read;
    private long _kept;

    private BoundedBody(HttpRequest request, long longest) => (_body, _longest, _announced) = (request.Body, longest, request.ContentLength);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Puts it around a request's body.</summary>
    public static void Around(HttpRequest request, long longest)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        request.Body = new BoundedBody(request, longest);
    }

    /// <summary>From here on every byte counts against the budget, until this is disposed.</summary>
    public void KeepWithin(SpoolBudget budget, int retryAfterSeconds) => (_budget, _retryAfterSeconds) = (budget, retryAfterSeconds);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = _announced > _longest ? 0 : await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _read += read;
        if (_announced > _longest || _read > _longest)
        {
            throw new RestException(
                StatusCodes.Status413PayloadTooLarge, FormattableString.Invariant($"The body is longer than {_longest} bytes, which is this server's limit. Send less at once, or stream it."));
        }

        if (_budget is { } budget)
        {
            if (!budget.TryTake(read))
            {
                throw new RestException(StatusCodes.Status503ServiceUnavailable, "Too many files are being uploaded at once") { RetryAfterSeconds = _retryAfterSeconds };
            }

            _kept += read;
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A request's body is read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _budget?.GiveBack(Interlocked.Exchange(ref _kept, 0));
        base.Dispose(disposing);
    }
}
