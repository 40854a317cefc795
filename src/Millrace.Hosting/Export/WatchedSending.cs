namespace Millrace.Hosting.Export;

/// <summary>Tells of requests that do not arrive: the exporter itself keeps that to an event source that nobody listens to.</summary>
internal sealed class WatchedSending(Action<string> failed) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Judged(base.Send(request, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            failed(Why(e));
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Judged(await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            failed(Why(e));
            throw;
        }
    }

    private static string Why(Exception e) => e is OperationCanceledException ? "it does not answer in time" : e.Message.TrimEnd('.');

    private HttpResponseMessage Judged(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            failed($"it answers {(int)answer.StatusCode} {answer.ReasonPhrase}".TrimEnd());
        }

        return answer;
    }
}
