using System.Globalization;
using System.Text;
using Millrace.Engine;
using Millrace.Shards;

namespace LineServer;

/// <summary>
/// One simulated user with ten keys of its own, who knows what it set last. Requests go out in <see cref="StepAsync"/>, answers come in on a loop beside it and
/// belong to the oldest request: so the same client works for one request at a time and for many. All of it runs on one thread, without locks.
/// </summary>
internal sealed class Client(double reads, int payloadBytes) : VirtualClient
{
    public const string Found = "found";
    public const string NothingYet = "nothing-yet";
    public const string Forgotten = "forgotten";

    /// <summary>What never may happen: an exception of this class's own while it reads answers.</summary>
    public const string Mistakes = "client-mistakes";

    private const int MostAnswer = 1024 * 1024;
    private const int Keys = 10;
    private readonly string?[] _set = new string?[Keys];
    private readonly Queue<Request> _waiting = new();
    private readonly byte[] _out = new byte[payloadBytes + 64];
    private byte[] _in = new byte[payloadBytes + 64];
    private TcpLink? _link;

    public override async ValueTask ConnectAsync(StepContext context)
    {
        _link?.Dispose();
        _waiting.Clear();
        Array.Clear(_set); // Whether what was under way when the last connection ended has been done, nobody knows.
        _link = await context.ConnectAsync();
        _ = ReceiveAsync(context, _link);
    }

    public override ValueTask StepAsync(StepContext context)
    {
        int key = context.Seat.Random.Next(Keys);
        bool get = context.Seat.Random.NextDouble() < reads;
        string? value = get ? _set[key] : Value(context.InFlight.NextSequence);
        string line = get ? $"get c{context.Seat.Index}.{key}\n" : $"set c{context.Seat.Index}.{key} {value}\n";
        int length = Encoding.UTF8.GetBytes(line, _out);

        // Begin first, then send: the time from one to the other belongs to the request.
        long sequence = context.InFlight.Begin(get ? LineSystem.Get : LineSystem.Set, length);
        _waiting.Enqueue(new Request(sequence, get, value));
        _set[key] = value;
        return _link!.SendAsync(_out.AsMemory(0, length));
    }

    public override ValueTask CloseAsync(StepContext context)
    {
        _link?.Dispose();
        return default;
    }

    private async Task ReceiveAsync(StepContext context, TcpLink link)
    {
        try
        {
            int filled = 0;
            while (await link.ReceiveAsync(_in.AsMemory(filled)) is var count and > 0)
            {
                filled += count;
                int begin = 0;
                for (int length; (length = _in.AsSpan(begin, filled - begin).IndexOf((byte)'\n')) >= 0; begin += length + 1)
                {
                    context.Received();
                    Judge(context, Encoding.UTF8.GetString(_in, begin, length), length + 1);
                }

                _in.AsSpan(begin, filled - begin).CopyTo(_in);
                filled -= begin;
                if (filled >= MostAnswer)
                {
                    Ended("endless-line"); // a server that never ends its line must not eat the memory of the lab
                    link.Dispose();
                    return;
                }

                if (filled == _in.Length)
                {
                    Array.Resize(ref _in, 2 * filled);
                }
            }

            Ended(ErrorKinds.Closed);
        }
        catch (LinkException e)
        {
            Ended(ErrorKinds.Of(e));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Nobody awaits this loop: unsaid, a mistake in Judge would be told as answers that the server never gave. Counted, it fails the run.
            context.CountAlways(Mistakes);
            Ended("client-mistake");
            link.Dispose();
            await Console.Error.WriteLineAsync(e.ToString());
        }

        // The engine connects again where the run's policy says so. A link that another has replaced speaks for nobody.
        void Ended(string kind)
        {
            if (ReferenceEquals(link, _link))
            {
                context.Disconnected(kind);
            }
        }
    }

    private void Judge(StepContext context, string answer, int bytes)
    {
        if (!_waiting.TryDequeue(out Request request))
        {
            context.Unexpected(LineSystem.Get, bytes);
        }
        else if (!request.IsGet)
        {
            End(answer == "ok", LineSystem.Set);
        }
        else if (answer == "none" && request.Value is not null)
        {
            context.Count(Forgotten);
            context.InFlight.Fail(request.Sequence, LineSystem.Get, Forgotten, bytes);
        }
        else
        {
            bool nothing = answer == "none";
            context.Count(nothing ? NothingYet : Found);

            // Of a value that was set before the last connection we know nothing: any will do.
            End(nothing || request.Value is null || answer == "value " + request.Value, LineSystem.Get);
        }

        void End(bool right, OperationId operation)
        {
            if (right)
            {
                context.InFlight.Complete(request.Sequence, operation, bytes);
            }
            else if (answer.StartsWith("error", StringComparison.Ordinal))
            {
                context.InFlight.Fail(request.Sequence, operation, "refused-request", bytes);
            }
            else
            {
                context.InFlight.Corrupt(request.Sequence, operation, bytes);
            }
        }
    }

    private string Value(long sequence) => sequence.ToString(CultureInfo.InvariantCulture).PadRight(payloadBytes, '.');

    /// <summary>What was asked, and the value that was set or is expected; null where none is known.</summary>
    private readonly record struct Request(long Sequence, bool IsGet, string? Value);
}
