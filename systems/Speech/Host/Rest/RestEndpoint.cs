using Microsoft.AspNetCore.Http;
using Millrace.Speech.Host.Sessions;

namespace Millrace.Speech.Host.Rest;

/// <summary>What stands around every route: keys, origins, and an answer in the route's own form whatever goes wrong.</summary>
internal sealed class RestEndpoint(RestServices services, RestRoute route)
{
    /// <summary>Serves a request.</summary>
    public async Task ServeAsync(HttpContext http)
    {
        RestAnswer answer;
        if (HttpMethods.IsPost(route.Method))
        {
            BoundedBody.Around(http.Request, services.MaxBodyBytes);
        }

        try
        {
            answer = Refusal(http) ?? await route.Serve(http).ConfigureAwait(false);
        }
        catch (RestException e)
        {
            answer = RestAnswer.Error(route.Style, e.Status, e.Message, e.Param, e.Code) with { RetryAfterSeconds = e.RetryAfterSeconds };
        }
        catch (BadHttpRequestException e)
        {
            answer = RestAnswer.Error(
                route.Style,
                e.StatusCode,
                e.StatusCode == StatusCodes.Status408RequestTimeout ? "The body came too slowly." : "The body cannot be read.");
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            return; // Expected: whoever asked has gone.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            RestLog.RequestFailed(services.Log, http.Request.Method, route.Path, e);
            answer = RestAnswer.Error(route.Style, StatusCodes.Status500InternalServerError, "Internal Server Error");
        }

        try
        {
            await answer.SendAsync(http).ConfigureAwait(false);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // Expected: whoever asked has gone.
        }
    }

    private RestAnswer? Refusal(HttpContext http)
    {
        HttpRequest request = http.Request;
        if (!route.IsOpen && services.Keys is { } keys && !keys.Allow(http))
        {
            services.Refused(SessionRefusal.ApiKey);
            return RestAnswer.Error(
                route.Style, StatusCodes.Status401Unauthorized, "An API key of this server is needed: Authorization: Bearer KEY, or X-API-Key: KEY", code: "invalid_api_key") with
            { AsksForKey = true };
        }

        // A stranger's page cannot read what we answer, but could have its visitors' browsers use up sessions here.
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || services.Origins.Allows(Origin(request), request.Host.Value ?? ""))
        {
            return null;
        }

        services.Refused(SessionRefusal.Origin);
        return RestAnswer.Error(route.Style, StatusCodes.Status403Forbidden, "Pages of this origin may not use this server. Its operator lists origins with --origin.", code: "origin");
    }

    private static string? Origin(HttpRequest request) => request.Headers.Origin is { Count: > 0 } origin ? origin.ToString() : null;
}
