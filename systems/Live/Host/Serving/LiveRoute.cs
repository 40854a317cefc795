using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Millrace.Live.Host.Serving;

/// <summary>A page and where it is mapped.</summary>
internal sealed class LiveRoute
{
    private readonly TemplateMatcher _matcher;
    private bool? _needsRequest;

    public LiveRoute(string pattern, LivePageOptions options, Func<IServiceProvider, Component> create)
    {
        (Pattern, Options, Create) = (pattern, options, create);
        RouteTemplate template = TemplateParser.Parse(pattern.TrimStart('/'));
        if (template.Parameters.Any(parameter => parameter.InlineConstraints.Any()))
        {
            throw new ArgumentException($"The pattern '{pattern}' has a constraint; a page checks its parameters itself, so write {{name}} without one.", nameof(pattern));
        }

        _matcher = new TemplateMatcher(template, []);
    }

    /// <summary>As it was given, such as <c>/users/{id}</c>.</summary>
    public string Pattern { get; }

    public LivePageOptions Options { get; }

    public Func<IServiceProvider, Component> Create { get; }

    /// <summary>
    /// True where only a request over HTTP may open the page, because something stands in front of it that asks who is there. Until routing has built the endpoint nobody knows, and
    /// then nothing else may.
    /// </summary>
    public bool NeedsRequest => _needsRequest ?? true;

    /// <summary>The values of the parameters, where a path is of this page.</summary>
    public bool Matches(PathString path, RouteValueDictionary values) => _matcher.TryMatch(path, values);

    /// <summary>Called when routing has all that was said about the endpoint. Whatever is not known to be harmless may be a rule about who may open it, and holds for requests alone.</summary>
    public void Built(EndpointBuilder endpoint) => _needsRequest = endpoint.FilterFactories.Count > 0 || !endpoint.Metadata.All(IsHarmless);

    private static bool IsHarmless(object said) =>
        said is IHttpMethodMetadata or IRouteDiagnosticsMetadata or IRouteNameMetadata or IEndpointNameMetadata or IAllowAnonymous
            or ITagsMetadata or IEndpointSummaryMetadata or IEndpointDescriptionMetadata or IExcludeFromDescriptionMetadata
        || said.GetType().Namespace is "System.Runtime.CompilerServices" or "System.Diagnostics"; // what a compiler has said about the method
}
