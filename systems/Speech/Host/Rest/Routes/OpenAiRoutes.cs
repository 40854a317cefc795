using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Millrace.Speech.Host.Rest.Audio;
using Millrace.Speech.Host.Streaming;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Rest.Routes;

/// <summary>What clients of OpenAI's API for transcriptions expect.</summary>
internal sealed class OpenAiRoutes(RestServices services)
{
    // Beside the file, a form has a handful of short fields.
    private const int MostFields = 32;
    private const int LongestField = 16 * 1024;

    private readonly SpoolBudget _spool = new(Math.Max(services.MaxSpooledBytes, services.MaxBodyBytes));
    private readonly long _created = services.Time.GetUtcNow().ToUnixTimeSeconds();

    public IEnumerable<RestRoute> All =>
    [
        new(HttpMethods.Post, "/v1/audio/transcriptions", TranscribeAsync) { Style = RestStyle.OpenAi },
        new(HttpMethods.Get, "/v1/models", _ => ValueTask.FromResult(Models())) { Style = RestStyle.OpenAi },
    ];

    private async ValueTask<RestAnswer> TranscribeAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || !(http.Request.ContentType ?? "").StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new RestException(StatusCodes.Status400BadRequest, "The body must be a form of type multipart/form-data, with the audio in its field 'file'.");
        }

        // Before the form is read: what is kept of it lies in temporary files.
        using IRequestSession? session = services.Sessions.TryOpen(http.Connection.RemoteIpAddress, out string refusal);
        if (session is null)
        {
            return RestAnswer.Error(RestStyle.OpenAi, StatusCodes.Status503ServiceUnavailable, refusal, code: SpeechCodes.SessionLimit) with
            { RetryAfterSeconds = services.Sessions.RetryAfterSeconds };
        }

        using BoundedBody body = (BoundedBody)http.Request.Body;
        body.KeepWithin(_spool, services.Sessions.RetryAfterSeconds);
        IFormCollection form = await ReadAsync(http.Request).ConfigureAwait(false);
        TranscriptionForm fields = TranscriptionForm.Read(form);
        StreamSettings usual = services.Query.Read(QueryCollection.Empty, out _);
        Stream file = fields.File.OpenReadStream();
        await using (file.ConfigureAwait(false))
        {
            using AudioIntake audio = await AudioIntake.OpenAsync(file, usual.Voice.SampleRate, fields.Kind, http.RequestAborted).ConfigureAwait(false)
                ?? throw new RestException(StatusCodes.Status400BadRequest, "Audio file is empty.") { Param = "file", Code = "audio_too_short" };
            Transcript transcript = await RequestRun.TranscribeAsync(
                services, session, audio, usual with { Language = fields.Language, Prompt = fields.Prompt }, http.RequestAborted).ConfigureAwait(false);
            return TranscriptFormats.Write(transcript, fields);
        }
    }

    private async ValueTask<IFormCollection> ReadAsync(HttpRequest request)
    {
        FormOptions limits = new()
        {
            MultipartBodyLengthLimit = services.MaxBodyBytes,
            MultipartBoundaryLengthLimit = 128,
            MultipartHeadersCountLimit = 16,
            MultipartHeadersLengthLimit = 8 * 1024,
            ValueCountLimit = MostFields,
            ValueLengthLimit = LongestField,
            KeyLengthLimit = 256,
        };
        FormFeature feature = new(request, limits);
        request.HttpContext.Features.Set<IFormFeature>(feature);
        try
        {
            return await feature.ReadFormAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException and not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested))
        {
            throw new RestException(StatusCodes.Status400BadRequest, $"The form cannot be read: {e.Message}", e);
        }
    }

    private RestAnswer Models() => RestAnswer.Json((services.Recogniser.Name, _created), static (json, model) =>
    {
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        json.WriteStartObject();
        json.WriteString("id", model.Name);
        json.WriteString("object", "model");
        json.WriteNumber("created", model._created);
        json.WriteString("owned_by", "millrace");
        json.WriteEndObject();
        json.WriteEndArray();
    });
}
