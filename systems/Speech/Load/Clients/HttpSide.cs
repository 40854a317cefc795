using Millrace.Engine;
using Millrace.Engine.Http;
using Millrace.Shards;
using Millrace.Speech.Load.Audio;

namespace Millrace.Speech.Load.Clients;

/// <summary>What one user asks over HTTP, on one connection for as long as the server keeps it.</summary>
internal sealed class HttpSide(SpeechRun run, StepContext context)
{
    private const string Malformed = "http-malformed";
    private const string NotResent = "closed-not-resent";
    private const int LeastMs = 1_000, MostMs = 3_000;

    private readonly HttpRoute _route = run.RouteTo(context.Seat.Target);
    private Link? _link;
    private Operation _asked;
    private bool _waits;

    public StepContext Context => context;

    /// <summary>Opens the connection.</summary>
    public async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        Drop();
        _link = await _route.ConnectAsync(context.Shard, cancellationToken);
    }

    /// <summary>Has one to three seconds of audio transcribed.</summary>
    public ValueTask TranscribeAsync()
    {
        Random random = context.Seat.Random;
        Clip clip = run.Clips[random.Next(run.Clips.Count)];
        int wanted = random.Next(LeastMs, MostMs + 1) / run.Settings.ChunkMs;
        int chunks = Math.Clamp(wanted, 1, clip.Chunks);
        ReadOnlySpan<byte> pcm = clip.Pcm.AsSpan(random.Next(clip.Chunks - chunks + 1) * clip.ChunkBytes, chunks * clip.ChunkBytes);
        context.Count(SpeechCounts.RestAudioMs, (long)chunks * run.Settings.ChunkMs);
        return AskAsync(SpeechModes.Rest, Request("POST", "/v1/transcribe", [("Content-Type", "application/octet-stream")], pcm), "\"text\""u8.ToArray());
    }

    /// <summary>Asks how the server is.</summary>
    public ValueTask CheckHealthAsync() => AskAsync(SpeechModes.HealthCheck, Request("GET", "/v1/health", [], default), "\"status\""u8.ToArray());

    /// <summary>Lets the connection go.</summary>
    public void Drop()
    {
        _link?.Dispose();
        _link = null;
    }

    /// <summary>The run is over: what waits will not be answered.</summary>
    public void Close()
    {
        if (_waits)
        {
            _waits = false;
            _asked.Lost();
        }

        Drop();
    }

    private byte[] Request(string method, string path, (string, string)[] fields, ReadOnlySpan<byte> body)
    {
        Uri target = context.Seat.Target;
        return HttpRequest.Of(method, SpeechRun.HttpOf(target), SpeechRun.PathOf(target, path), run.Key is { } key ? [.. fields, ("Authorization", $"Bearer {key}")] : fields, body);
    }

    private async ValueTask AskAsync(OperationId id, byte[] request, byte[] wanted)
    {
        _asked = context.Begin(id, request.Length);
        _waits = true;
        try
        {
            using var limit = new CancellationTokenSource(context.Seat.Scenario.OperationTimeout);
            HttpAnswer answer = await AnswerAsync(request, limit.Token);
            if (!answer.CanGoOn)
            {
                Drop();
            }

            if (Ends())
            {
                context.Received();
                Judge(answer, wanted);
            }
        }
        catch (OperationCanceledException)
        {
            Drop();
            if (Ends())
            {
                _asked.Lost(); // the connection lived on, and no answer came
            }
        }
        catch (ClientException e) when (e.Kind == Malformed)
        {
            Drop();
            run.Note(Malformed, e.Message);
            if (Ends())
            {
                context.Received();
                _asked.Fail(Malformed);
            }
        }
        catch (Exception e) when (e is LinkException or ClientException)
        {
            Drop();
            if (Ends())
            {
                _asked.Indefinite(ErrorKinds.Of(e));
            }
        }
    }

    // A connection that was idle may have been closed by the server just now: then a GET goes out once more over a new one, as with any client. Audio does not: the server may
    // have transcribed it already (RFC 9112 section 9.3.1), and a load that sends it twice in silence hides what a user would meet.
    private async ValueTask<HttpAnswer> AnswerAsync(byte[] request, CancellationToken cancellationToken)
    {
        if (_link is { } idle)
        {
            try
            {
                return await _route.AskAsync(idle, request, Malformed, cancellationToken);
            }
            catch (LinkException) when (_waits && request.AsSpan().StartsWith("GET "u8))
            {
                Drop();
            }
            catch (LinkException e)
            {
                throw new ClientException(NotResent, $"a used connection ended before its answer, and a POST is not sent twice: {e.Message}", e);
            }
        }

        await ConnectAsync(cancellationToken);
        return await _route.AskAsync(_link!, request, Malformed, cancellationToken);
    }

    private void Judge(HttpAnswer answer, byte[] wanted)
    {
        if (answer.Status != 200)
        {
            string kind = HttpRoute.KindOf(answer.Status);
            run.Note(kind, $"{answer.Status}{answer.Words}");
            _asked.Fail(kind, answer.Bytes);
        }
        else if (answer.Body.Span.IndexOf(wanted) < 0)
        {
            run.Note(ServerWords.Unreadable, $"an answer without {System.Text.Encoding.UTF8.GetString(wanted)}{answer.Words}");
            _asked.Corrupted(answer.Bytes);
        }
        else
        {
            _asked.Ok(answer.Bytes);
        }
    }

    private bool Ends()
    {
        bool waited = _waits;
        _waits = false;
        return waited;
    }
}
