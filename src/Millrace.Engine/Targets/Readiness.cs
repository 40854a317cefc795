using System.Net;

namespace Millrace.Engine.Targets;

/// <summary>Asks a target's admin address whether it is ready for load: <c>/readyz</c> answers 200 once it has all that it needs, its companions among it.</summary>
internal static class Readiness
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _oneAnswer = TimeSpan.FromSeconds(2);

    /// <summary>Completes when it is ready. Throws <see cref="TimeoutException"/> with the last answer where it is not in time.</summary>
    /// <param name="admin">The address, which may become known later.</param>
    /// <param name="within">How long to ask.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public static async Task WaitAsync(Func<Uri?> admin, TimeSpan within, TimeProvider time, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = _oneAnswer };
        string last = "it announced no admin address";
        for (long began = time.GetTimestamp(); time.GetElapsedTime(began) < within;)
        {
            if (admin() is { } address)
            {
                try
                {
                    using HttpResponseMessage answer = await http.GetAsync(new Uri(address, "/readyz"), cancellationToken).ConfigureAwait(false);
                    if (answer.StatusCode == HttpStatusCode.OK)
                    {
                        return;
                    }

                    string body = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                    last = $"its /readyz answers {(int)answer.StatusCode} {body.Trim()}".TrimEnd();
                }
                catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
                {
                    last = $"its /readyz does not answer: {e.Message}"; // expected: it is just starting, or stuck
                }
            }

            await Task.Delay(_every, time, cancellationToken).ConfigureAwait(false);
        }

        throw new TimeoutException(last);
    }
}
